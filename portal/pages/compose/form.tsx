import type { TargetedSubmitEvent } from 'preact';
import { useComplaints } from '../../parts/complaints.tsx';
import { FileChoice } from '../../parts/file-choice.tsx';
import type { Session } from '../../session/session.ts';
import { size } from '../../words/format.ts';
import { t } from '../../words/words.ts';
import type { Begun } from './begun.ts';
import { choose } from './chosen.ts';
import { ChosenList } from './chosen-list.tsx';
import { Completeness } from './completeness.tsx';
import { CoverFields } from './cover-fields.tsx';
import { complaintsAboutCover, complaintsAboutDocuments, type Fields } from './form-fields.ts';

export interface FormProps {
  readonly session: Session;
  readonly begun: Begun;
  /** A reply goes to where the request came from. */
  readonly isAddresseeFixed: boolean;
  readonly onReview: () => void;
}

/** The form of a dispatch. */
export function Form({ session, begun: { fields, documents }, isAddresseeFixed, onReview }: FormProps) {
  const { limits } = session.connection.directory;
  const complaints = useComplaints(() => [
    ...complaintsAboutCover(fields.value),
    ...complaintsAboutDocuments(documents.value, limits.maxDocuments),
  ]);
  const set = (change: Partial<Fields>): void => {
    fields.value = { ...fields.value, ...change };
    complaints.again();
  };
  const submit = (event: TargetedSubmitEvent<HTMLFormElement>): void => {
    event.preventDefault();
    if (complaints.isFine()) onReview();
  };
  const take = (files: readonly File[]): void => {
    documents.value = [...documents.value, ...choose(files, documents.value, limits)];
    complaints.again();
  };
  return (
    <form noValidate onSubmit={submit}>
      {complaints.list}
      <CoverFields session={session} fields={fields.value} set={set} keyFor={complaints.keyFor} isAddresseeFixed={isAddresseeFixed}>
        {isAddresseeFixed ? null : <Completeness fields={fields} own={session.member.country} />}
      </CoverFields>
      <h2>{t('compose.documents')}</h2>
      <FileChoice
        id="documents"
        folders
        onFiles={take}
        hint={t('compose.limits', { count: limits.maxDocuments, size: size(limits.maxDocumentBytes) })}
      />
      <ChosenList documents={documents} limits={limits} onChange={complaints.again} />
      <p>
        <button type="submit">{t('compose.review')}</button>
      </p>
    </form>
  );
}
