import { connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Attack, World } from './world.ts';

const crowd = 300;
/** Fewer than a desk's burst, which counts a request when it begins. */
const fewer = 60;

interface Crowd {
  readonly clients: number;
  readonly addressOf: (world: World) => string;
  /** What each of them says, and no more; given the address's path. */
  readonly beginning: (path: string) => string;
  readonly honest: (world: World) => Promise<string>;
}

/** What an honest caller gets while a crowd of clients holds connections open and never ends what it began to say. */
function besideACrowd({ clients, addressOf, beginning, honest }: Crowd): Attack['run'] {
  return async (world) => {
    const { hostname, port, pathname } = new URL(addressOf(world));
    const said = beginning(pathname);
    const sockets = await Promise.all(Array.from({ length: clients }, () => holding(hostname, Number(port), said)));
    try {
      const got = await honest(world);
      const held = sockets.filter((socket) => !socket.destroyed).length;
      return `${got} beside ${held}`;
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  };
}

function holding(hostname: string, port: number, beginning: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, hostname, () => socket.write(beginning, () => resolve(socket)));
    socket.on('error', reject);
  });
}

/** As a client does: whoever is told that it is too much at once asks again. */
async function entryOf(world: World): Promise<string> {
  for (let attempt = 1; ; attempt += 1) {
    const { status } = await fetch(`${world.desk('MA')}/entry`);
    if (status !== 429 || attempt === 50) return String(status);
    await sleep(100);
  }
}

/** Attacks that cost the attacker patience alone. */
export const slowAttacks: readonly Attack[] = [
  {
    id: 'H13',
    title: `${crowd} clients that never end their headers`,
    answer: `200 beside ${crowd}`,
    run: besideACrowd({
      clients: crowd,
      addressOf: (world) => world.desk('MA'),
      beginning: (path) => `GET ${path}/entry HTTP/1.1\r\nHost: desk\r\nX-A: `,
      honest: entryOf,
    }),
  },
  {
    id: 'H14',
    title: `${fewer} clients that never end a body`,
    answer: `200 beside ${fewer}`,
    run: besideACrowd({
      clients: fewer,
      addressOf: (world) => world.desk('MA'),
      beginning: (path) =>
        `POST ${path}/deposits HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"manifest":"`,
      honest: entryOf,
    }),
  },
  {
    id: 'H15',
    title: `${crowd} clients that never end a deposit`,
    answer: `206 beside ${crowd}`,
    run: besideACrowd({
      clients: crowd,
      addressOf: (world) => world.rehearsing.rehearsal().endpoints.s3,
      beginning: () => 'PUT /bucket/key HTTP/1.1\r\nHost: s3\r\nContent-Length: 1000000\r\n\r\nx',
      honest: async (world) => String((await fetch(await world.downloadLink(), { headers: { range: 'bytes=0-9' } })).status),
    }),
  },
];
