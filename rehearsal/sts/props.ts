import type { Access, TrailRecorder } from '../cloud.ts';
import type { Iam } from '../iam.ts';

export interface StsProps {
  readonly accountId: string;
  readonly now: () => Date;
  readonly access: Access;
  readonly trail: TrailRecorder;
  readonly iam: Pick<Iam, 'role' | 'issueSession'>;
}
