import { IconInfo } from '../icons';
import { LinkButton } from '../parts/Link';
import { Page } from '../parts/Page';
import { Empty, Trouble } from '../parts/States';

/** An address that belongs to nothing. */
export function Missing() {
  return (
    <Page title="There is no such page">
      <Empty
        icon={<IconInfo />}
        title="Nothing is at this address"
        action={
          <LinkButton to="/" variant="default">
            To the templates
          </LinkButton>
        }
      >
        Look whether it was typed or copied whole. The menu leads to all there is.
      </Empty>
    </Page>
  );
}

/** Something that nobody expected. */
export function Broken({ error }: { error: unknown }) {
  return (
    <Page title="This page broke">
      <Trouble error={error} retry={() => window.location.reload()} />
    </Page>
  );
}
