const INTERRUPTED = 130;

/**
 * Lets a signal interrupt the work, so that what it has started ends in good order. A second signal ends this process
 * at once.
 *
 * @param work is handed a promise that rejects with the signal
 * @returns what the work returns, or the exit code of an interrupted program
 */
export async function untilInterrupted(
  work: (interrupted: Promise<never>) => Promise<number>,
): Promise<number> {
  let interrupt: () => void = () => undefined;
  let came = false;
  const interrupted = new Promise<never>((_resolve, reject) => {
    interrupt = () => {
      came = true;
      reject(new Error('It was interrupted.'));
    };
  });
  interrupted.catch(() => undefined);
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    return await work(interrupted);
  } catch (cause) {
    if (came) return INTERRUPTED;
    throw cause;
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
