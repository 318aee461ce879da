import type { LevelOfAssurance } from './submission.js';

/** An organisation in a directory such as the DVDV: the key stands without its prefix. */
export interface Authority {
  id: string;
  name: string;
  /** Directory keys by prefix (`ags`, `wgb`, `bab`, ...). */
  keys: Record<string, string>;
}

/** One message to one destination. `name` is unique within a route and part of the message's identity. */
export interface Target {
  name: string;
  message: string;
  destination: string;
  /** The destination has a topic of its own. */
  ownTopic?: true;
}

/** Who does a service in an area, and where its messages go. `reason` says why, for the timeline. */
export interface Route {
  service: string;
  /** The ARS prefix that won. */
  matchedArea: string;
  authority: Authority;
  /** On whose behalf the authority acts: a municipality for which a Verbandsgemeinde does the work. */
  onBehalfOf: Authority | null;
  tenant: string | null;
  /** The version of the package that the activation is bound to; undefined for the one in force. */
  packageVersion: string | undefined;
  targets: Target[];
  minimumLevelOfAssurance: LevelOfAssurance | undefined;
  acceptsTests: boolean;
  landscapeVersion: string;
  reason: string;
}
