import type { BothServers } from '../both-servers.js';

/** What the start of a test run leaves for its end. */
export const running: { servers?: BothServers; folder?: string } = {};
