export {
  type Apart,
  installApart,
  ONE_BROKER,
  SERVICES,
  type Service,
} from './apart.js';
export { type Installation, openInstallation } from './installation.js';
export { KAFKA_SETTINGS } from './kafka.settings.js';
export { type KafkaConfiguration, kafkaConfiguration } from './kafka-configuration.js';
export type { Live } from './live-configuration.js';
export { SETTINGS_OF_PROGRAMS } from './names-of-settings.js';
export { openSharedBlobs } from './open-blobs.js';
export { isShared, openStore, storeAddress } from './open-store.js';
export { projectFolder } from './project-folder.js';
export { RUNTIME_SETTINGS } from './runtime.settings.js';
export { type Program, serve } from './serve.js';
export { readServerFile, type ServerFile } from './server-file.js';
export { type ServerProcess, startServerProcess } from './server-process.js';
