import { buildConnector } from 'undici';

/**
 * Makes the connections of a destination. With TLS 1.3 a server judges our certificate only after the handshake, by an
 * alert and a close; undici then reports the close alone. The alert says what is wrong, so it ends the socket here.
 */
export function connector(options: buildConnector.BuildOptions): buildConnector.connector {
  const connect = buildConnector(options);
  return (to, callback) =>
    connect(to, (...result) => {
      const [error, socket] = result;
      if (error === null) socket.once('error', (alert) => void socket.destroy(alert));
      callback(...result);
    });
}
