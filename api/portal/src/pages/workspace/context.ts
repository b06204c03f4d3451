import { createContext, useContext } from 'react';
import type { Template, Workspace } from '../../api/types';
import type { Followed } from '../../live/events';

/** What all parts of a workspace's page have in common. */
export interface Here {
  readonly workspace: Workspace;
  readonly template: Template | undefined;
  readonly title: string;
  readonly followed: Followed;
  /** Whether it is of whoever looks. */
  readonly own: boolean;
}

export const HereContext = createContext<Here | undefined>(undefined);

export function useHere(): Here {
  const here = useContext(HereContext);
  if (!here) throw new Error('This part belongs on the page of a workspace.');
  return here;
}
