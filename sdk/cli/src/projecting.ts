import { Projection } from '@fairway/gateway';
import { read, type ReadingOptions, type Speaking } from './speaking.js';

/** Runs `work` over the projection of the member that the options name, as it stands now, and closes it. */
export async function project<T>(
  options: ReadingOptions,
  work: (projection: Projection, speaking: Speaking) => Promise<T>,
): Promise<T> {
  return read(options, async (speaking) => {
    const projection = Projection.open(speaking.projection, speaking.session, speaking.member);
    try {
      await projection.catchUp();
      return await work(projection, speaking);
    } finally {
      projection.close();
    }
  });
}
