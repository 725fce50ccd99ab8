import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A TCP relay on loopback whose connections a test breaks as a failing network would. */
export class CuttableProxy {
  readonly #server: Server;
  readonly #pairs = new Set<{ near: Socket; far: Socket }>();
  #isCut = false;

  private constructor(target: number) {
    this.#server = createServer((near) => {
      if (this.#isCut) {
        near.destroy();
        return;
      }
      const far = connect(target, 'localhost');
      const pair = { near, far };
      this.#pairs.add(pair);
      for (const socket of [near, far]) {
        socket.on('error', () => undefined);
        socket.on('close', () => {
          near.destroy();
          far.destroy();
          this.#pairs.delete(pair);
        });
      }
      near.pipe(far);
      far.pipe(near);
    });
  }

  /** A proxy to a port on this machine. */
  static async to(target: number): Promise<CuttableProxy> {
    const proxy = new CuttableProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get endpoint(): string {
    return `localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks all connections and takes no new ones. */
  cut(): void {
    this.#isCut = true;
    for (const { near, far } of this.#pairs) {
      near.destroy();
      far.destroy();
    }
  }

  /** Takes connections again. */
  mend(): void {
    this.#isCut = false;
  }

  /** From now on what the target answers on open connections gets lost; what it is sent arrives. */
  loseAnswers(): void {
    for (const { near, far } of this.#pairs) {
      far.unpipe(near);
      far.resume();
    }
  }

  close(): void {
    this.cut();
    this.#server.close();
  }
}
