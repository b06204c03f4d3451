import { Anchor, Button } from '@mantine/core';
import type { AnchorProps, ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import { forwardRef } from 'react';

// The kit's links and buttons, as links of the router: real ones, that can be copied and opened in a new tab.
export const Link = createLink(
  forwardRef<HTMLAnchorElement, AnchorProps & React.ComponentPropsWithoutRef<'a'>>(function Link(props, ref) {
    return <Anchor ref={ref} {...props} />;
  }),
);

export const LinkButton = createLink(
  forwardRef<HTMLAnchorElement, ButtonProps & Omit<React.ComponentPropsWithoutRef<'a'>, keyof ButtonProps>>(
    function LinkButton(props, ref) {
      return <Button component="a" ref={ref} {...props} />;
    },
  ),
);
