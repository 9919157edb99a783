import { type Attack, ask, tampered, type World } from './world.ts';

/** One of two desks takes a step about a dispatch, as any program that holds the country's token can ask. */
const acting = (world: World, country: 'EG' | 'MA' | 'TN', dispatchId: string, body: unknown) =>
  ask(`${world.desk(country)}/dispatches/${dispatchId}/acts`, { token: world.tokens[country], body });

/** A step about a dispatch that Egypt has just sent to Morocco. */
const fresh = (country: 'EG' | 'MA' | 'TN', body: unknown) => async (world: World) => {
  const { dispatchId } = await world.deposit();
  return acting(world, country, dispatchId, body);
};

/** A genuine withdrawal by Egypt, and how it may be brought to Morocco. */
async function withdrawn(world: World) {
  const { dispatchId } = await world.deposit();
  const [acceptance = ''] = (await world.morocco.home.showDispatch(dispatchId)).receipts;
  await world.egypt.home.storeReceipt(dispatchId, acceptance);
  const { receipt } = await world.egypt.home.act(dispatchId, { act: 'withdraw' });
  return { dispatchId, receipt, assertion: (await world.egypt.home.signAssertion(dispatchId)).assertion };
}

const bring = (world: World, dispatchId: string, receipt: string, assertion?: string) =>
  ask(`${world.desk('MA')}/deposits/${dispatchId}/receipts`, { body: { receipt }, ...(assertion && { assertion }) });

const forged = (change: (payload: Record<string, unknown>) => void) => async (world: World) => {
  const { dispatchId, receipt, assertion } = await withdrawn(world);
  return bring(
    world,
    dispatchId,
    tampered(receipt, ({ payload }) => change(payload)),
    assertion,
  );
};

/** Attacks on what becomes of a request: steps at the home door, and receipts of steps at the foreign one. */
export const actAttacks: readonly Attack[] = [
  {
    id: 'A01',
    title: 'a step without a token',
    answer: '401 Unauthorized',
    run: (world) => ask(`${world.desk('MA')}/dispatches/${world.arrived.dispatchId}/acts`, { body: { act: 'accept' } }),
  },
  { id: 'A02', title: 'a step by a country that is no party', answer: '404 NotFound', run: fresh('TN', { act: 'withdraw' }) },
  { id: 'A03', title: 'the sender grants its own request', answer: '403 WrongSide', run: fresh('EG', { act: 'accept' }) },
  { id: 'A04', title: 'the addressee withdraws it', answer: '403 WrongSide', run: fresh('MA', { act: 'withdraw' }) },
  {
    id: 'A05',
    title: 'a decision before the documents are in',
    answer: '409 NotYetAvailable',
    run: fresh('MA', { act: 'refuse', grounds: 'Refused unread.' }),
  },
  { id: 'A06', title: 'a step that nobody knows', answer: '400 InvalidInput', run: fresh('MA', { act: 'annul' }) },
  { id: 'A07', title: 'a step that every object has', answer: '400 InvalidInput', run: fresh('MA', { act: 'constructor' }) },
  {
    id: 'A08',
    title: 'a step in somebody else’s name',
    answer: '400 InvalidInput',
    run: fresh('EG', { act: 'withdraw', by: 'minister' }),
  },
  { id: 'A09', title: 'a step that counts itself last', answer: '400 InvalidInput', run: fresh('EG', { act: 'withdraw', step: 999_999 }) },
  {
    id: 'A10',
    title: 'reasons that read backwards',
    answer: '400 InvalidInput',
    run: fresh('EG', { act: 'withdraw', grounds: 'granted \u202Edesufer' }),
  },
  {
    id: 'A11',
    title: 'reasons of a hundred thousand letters',
    answer: '413 BodyTooLarge',
    run: fresh('EG', { act: 'withdraw', grounds: 'a'.repeat(100_000) }),
  },
  {
    id: 'A12',
    title: 'a step taken twice',
    answer: '409 AlreadyDone',
    run: async (world) => {
      const { dispatchId } = await withdrawn(world);
      return acting(world, 'EG', dispatchId, { act: 'withdraw' });
    },
  },
  {
    id: 'A13',
    title: 'a receipt of a step without an assertion',
    answer: '401 NotSignedIn',
    run: async (world) => {
      const { dispatchId, receipt } = await withdrawn(world);
      return bring(world, dispatchId, receipt);
    },
  },
  {
    id: 'A14',
    title: 'a genuine withdrawal brought to another dispatch',
    answer: '400 InvalidInput',
    run: async (world) => {
      const { receipt } = await withdrawn(world);
      const { dispatchId } = await world.deposit();
      return bring(world, dispatchId, receipt, (await world.egypt.home.signAssertion(dispatchId)).assertion);
    },
  },
  {
    id: 'A15',
    title: 'a withdrawal made into a closing',
    answer: '403 SignatureInvalid',
    run: forged((payload) => {
      payload.event = 'CaseClosure';
    }),
  },
  {
    id: 'A16',
    title: 'a step that was counted up',
    answer: '403 SignatureInvalid',
    run: forged((payload) => {
      payload.step = 1_000_000;
    }),
  },
  {
    id: 'A17',
    title: 'the addressee’s own receipt brought to it as the sender’s',
    answer: '403 SignerUnknown',
    run: async (world) => {
      const { dispatchId } = await world.deposit();
      const { receipts } = await world.morocco.home.showDispatch(dispatchId);
      return bring(world, dispatchId, receipts[0] ?? '', (await world.egypt.home.signAssertion(dispatchId)).assertion);
    },
  },
  {
    id: 'A18',
    title: 'the sender’s own receipt kept as the addressee’s',
    answer: '403 SignerUnknown',
    run: async (world) => {
      const { dispatchId, receipt } = await withdrawn(world);
      return ask(`${world.desk('EG')}/dispatches/${dispatchId}/receipts`, { token: world.tokens.EG, body: { receipt } });
    },
  },
  {
    id: 'A19',
    title: 'upload links for what was withdrawn',
    answer: '409 RequestWithdrawn',
    run: async (world) => {
      const { dispatchId, receipt, assertion } = await withdrawn(world);
      await bring(world, dispatchId, receipt, assertion);
      return ask(`${world.desk('MA')}/deposits/${dispatchId}/documents/1/links`, { body: {}, assertion });
    },
  },
  {
    id: 'A20',
    title: 'a decision on what was withdrawn',
    answer: '409 RequestWithdrawn',
    run: async (world) => {
      const { dispatchId, receipt, assertion } = await withdrawn(world);
      await bring(world, dispatchId, receipt, assertion);
      return acting(world, 'MA', dispatchId, { act: 'accept' });
    },
  },
];
