import kafkajs from 'kafkajs';

/** The client is a CommonJS module in which Node finds these names only through the default export. */
export const { ConfigResourceTypes, ConfigSource } = kafkajs;
