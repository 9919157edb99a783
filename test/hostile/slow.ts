import { connect, type Socket } from 'node:net';
import type { Attack, World } from './world.ts';

const crowd = 300;

/** What an honest caller gets while a crowd of clients holds connections open and never ends what it began to say. */
function besideACrowd(beginning: string, addressOf: (world: World) => string, honest: (world: World) => Promise<string>): Attack['run'] {
  return async (world) => {
    const { hostname, port } = new URL(addressOf(world));
    const sockets = await Promise.all(Array.from({ length: crowd }, () => holding(hostname, Number(port), beginning)));
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

/** Attacks that cost the attacker patience alone. */
export const slowAttacks: readonly Attack[] = [
  {
    id: 'H13',
    title: `${crowd} clients that never end their headers`,
    answer: `200 beside ${crowd}`,
    run: besideACrowd(
      'GET / HTTP/1.1\r\nHost: desk\r\nX-A: ',
      (world) => world.desk('MA'),
      async (world) => String((await fetch(`${world.desk('MA')}/entry`)).status),
    ),
  },
  {
    id: 'H14',
    title: `${crowd} clients that never end a body`,
    answer: `200 beside ${crowd}`,
    run: besideACrowd(
      'POST /deposits HTTP/1.1\r\nHost: desk\r\nContent-Type: application/json\r\nContent-Length: 60000\r\n\r\n{"manifest":"',
      (world) => world.desk('MA'),
      async (world) => String((await fetch(`${world.desk('MA')}/entry`)).status),
    ),
  },
  {
    id: 'H15',
    title: `${crowd} clients that never end a deposit`,
    answer: `206 beside ${crowd}`,
    run: besideACrowd(
      'PUT /bucket/key HTTP/1.1\r\nHost: s3\r\nContent-Length: 1000000\r\n\r\nx',
      (world) => world.rehearsing.rehearsal().endpoints.s3,
      async (world) => String((await fetch(await world.downloadLink(), { headers: { range: 'bytes=0-9' } })).status),
    ),
  },
];
