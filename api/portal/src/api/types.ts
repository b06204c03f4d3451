// What the API speaks of, under the names of its own description.
import type { components } from '#schema';

type Schemas = components['schemas'];

export type Deadline = Schemas['Deadline'];
export type ErrorCode = Schemas['ErrorCode'];
export type Event = Schemas['Event'];
export type EventType = Schemas['EventType'];
export type Explanation = Schemas['Explanation'];
export type Holding = Schemas['Holding'];
export type HoldingState = Schemas['HoldingState'];
export type Installation = Schemas['Installation'];
export type InstallationPart = Schemas['InstallationPart'];
export type OutboxFile = Schemas['OutboxFile'];
export type Phase = Schemas['Phase'];
export type Problem = Schemas['Problem'];
export type Risk = Schemas['Risk'];
export type Role = Schemas['Role'];
export type Session = Schemas['Session'];
export type Snapshot = Schemas['Snapshot'];
export type Template = Schemas['Template'];
export type Workspace = Schemas['Workspace'];

/** A receipt, as far as its page reads it: the API gives its bytes, and their form is the domain's `Receipt`. */
export interface Receipt {
  readonly version: number;
  readonly request: {
    readonly id: string;
    readonly installation: string;
    readonly requester: string;
    readonly project: string;
    readonly template: string;
    readonly digest: string;
    readonly reason: string;
    readonly ttl: string;
    readonly idle: string;
    readonly requestedAt: string;
  };
  readonly decisions: readonly {
    readonly decision: { readonly by: string; readonly verdict: string; readonly reason: string };
    readonly at: string;
  }[];
  readonly lease?: { readonly startedAt: string; readonly endsAt: string };
  readonly leaseChanges: readonly {
    readonly by: string;
    readonly at: string;
    readonly from: string;
    readonly to: string;
    readonly reason: string;
  }[];
  readonly items: readonly {
    readonly step: string;
    readonly driver: string;
    readonly host: string;
    readonly parts: readonly { readonly kind: string; readonly id: string }[];
    readonly intendedAt: string;
    readonly madeAt?: string;
    readonly goneAt: string;
    readonly evidence: readonly string[];
  }[];
  readonly kept: readonly {
    readonly what: string;
    readonly bytes: number;
    readonly sha256: string;
    readonly at: string;
  }[];
  readonly ending: {
    readonly outcome: string;
    readonly code: string;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  };
  readonly issuedAt: string;
}

/** Somebody who looks at a desktop. */
export interface Viewer {
  readonly session: string;
  readonly user: string;
}

/** Who looks at a desktop, who has mouse and keyboard, and who asks for them. */
export interface DesktopState {
  readonly viewers: readonly (Viewer & { readonly since: string })[];
  readonly controller?: Viewer | null;
  readonly asking: readonly Viewer[];
  readonly clipboardIn: boolean;
  readonly clipboardOut: boolean;
}
