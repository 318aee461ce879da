export { readSettings } from './read-settings.js';
export { defineSettings, type Setting, type SettingDefinitions, type Settings } from './setting.js';
export { SettingsError } from './settings-error.js';
export { settingsPage } from './settings-page.js';
