import { createHash } from 'node:crypto';
import { init } from 'z3-solver';
import { type Formula, symbol } from '../policy/encode/formula.ts';

/** What the solver says of a question in SMT-LIB 2: no assignment satisfies it, or this one does (the symbols that are true, and the numbers). */
export type Verdict =
  | { readonly satisfiable: false }
  | { readonly satisfiable: true; readonly truths: ReadonlySet<Formula>; readonly numbers: ReadonlyMap<Formula, number> };

export interface Solver {
  /** Throws on anything but a clear yes or no: `unknown` proves nothing. The same text is put to it once. */
  readonly solve: (question: string) => Promise<Verdict>;
  /** Ends the solver's threads, without which a process stays alive. */
  readonly close: () => void;
}

/** Z3 of Microsoft Research, as WebAssembly. The text interface `eval_smtlib2_string` races in this package; parsing and checking apart do not. */
export async function openSolver(): Promise<Solver> {
  const { Z3, em } = await init();
  const config = Z3.mk_config();
  const context = Z3.mk_context(config);
  Z3.del_config(config);
  const answer = async (question: string): Promise<Verdict> => {
    const solver = Z3.mk_solver(context);
    Z3.solver_inc_ref(context, solver);
    try {
      Z3.solver_from_string(context, solver, question);
      const said: number = await Z3.solver_check(context, solver);
      if (said === UNSATISFIABLE) return { satisfiable: false };
      if (said !== SATISFIABLE) throw new Error(`the solver cannot say (${said}): ${Z3.solver_get_reason_unknown(context, solver)}`);
      return readModel(Z3.model_to_string(context, Z3.solver_get_model(context, solver)));
    } finally {
      Z3.solver_dec_ref(context, solver);
    }
  };
  const verdicts = new Map<string, Promise<Verdict>>();
  const solve = (question: string): Promise<Verdict> => {
    const key = createHash('sha256').update(question).digest('base64');
    const known = verdicts.get(key) ?? answer(question);
    verdicts.set(key, known);
    return known;
  };
  return { solve, close: () => em.PThread.terminateAllThreads() };
}

const SATISFIABLE = 1;
const UNSATISFIABLE = -1;

/** Z3 prints a model one symbol a line, as `name -> value`, without the bars of quoted symbols. */
function readModel(text: string): Verdict {
  const truths = new Set<Formula>();
  const numbers = new Map<Formula, number>();
  for (const [, name = '', value = ''] of text.matchAll(/^(.+?)\s+->\s+(.+)$/gm)) {
    if (value === 'true') truths.add(symbol(name));
    else if (value !== 'false') numbers.set(symbol(name), numberIn(value));
  }
  return { satisfiable: true, truths, numbers };
}

function numberIn(text: string): number {
  const sign = text.includes('(- ') || text.startsWith('-') ? -1 : 1;
  const [first = 0, second = 1] = [...text.matchAll(/[\d.]+/g)].map(([digits]) => Number(digits));
  return sign * (text.includes('/') ? first / second : first);
}
