// The server lets those style elements count that bear the nonce of this very page. The component kit is told of it; the
// terminal knows nothing of nonces, so that the elements which it makes are given it here.

let known: string | undefined;

/** The nonce of this page, which the server wrote into it. */
export function nonce(): string {
  known ??= document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? '';
  return known;
}

/** Lets the style elements count that code of ours, which came from our server, makes from now on. */
export function letStylesCount(): void {
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- of its many forms only those for some names are
  const create: (name: string, options?: ElementCreationOptions) => HTMLElement = document.createElement.bind(document);
  if (nonce() === '' || Object.hasOwn(document, 'createElement')) return;
  Object.defineProperty(document, 'createElement', {
    configurable: true,
    value: (name: string, options?: ElementCreationOptions) => {
      const element = create(name, options);
      if (element instanceof HTMLStyleElement) element.nonce = nonce();
      return element;
    },
  });
}
