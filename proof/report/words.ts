import { logRules } from '../rules/log.ts';
import type { Words } from '../rules/rule.ts';
import { auditSettings, countrySettings } from '../rules/settings.ts';
import { standingRules } from '../rules/standing.ts';
import { services } from '../scene.ts';
import { allPurposes, rules } from '../scene-proof.ts';

export type Chapter = 'rules' | 'settings' | 'standing' | 'purposes';

export interface Sentence {
  readonly id: string;
  readonly chapter: Chapter;
  readonly words: Words;
}

/** Everything that the proof shows, as sentences, in the order of the report. */
export const sentences: readonly Sentence[] = [
  ...rules.map(({ id, words }) => ({ id, words, chapter: 'rules' as const })),
  ...[...countrySettings, ...auditSettings].map(({ id, words }) => ({ id, words, chapter: 'settings' as const })),
  ...standingRules.map(({ id, words }) => ({ id, words, chapter: 'standing' as const })),
  ...allPurposes.map(({ id, words }) => ({ id, words, chapter: 'purposes' as const })),
];

export const chapters: Readonly<Record<Chapter, Words>> = {
  rules: {
    en: 'What no request can do, whoever makes it',
    fr: 'Ce qu’aucune requête ne peut faire, quel qu’en soit l’auteur',
    ar: 'ما لا يستطيعه أي طلب، أيًّا كان صاحبه',
  },
  settings: { en: 'How things are set', fr: 'Comment les choses sont réglées', ar: 'كيف ضُبطت الأشياء' },
  standing: {
    en: 'What no standing role may do to gain more rights',
    fr: 'Ce qu’aucun rôle permanent ne peut faire pour obtenir davantage de droits',
    ar: 'ما لا يستطيع أي دور دائم فعله ليكتسب حقوقًا أكثر',
  },
  purposes: { en: 'What must remain possible', fr: 'Ce qui doit rester possible', ar: 'ما يجب أن يبقى ممكنًا' },
};

export const headings = {
  title: { en: 'Proof of isolation', fr: 'Preuve d’isolement', ar: 'إثبات العزل' },
  holds: { en: 'Every rule holds.', fr: 'Toutes les règles sont respectées.', ar: 'كل القواعد متحققة.' },
  broken: { en: 'The proof fails.', fr: 'La preuve échoue.', ar: 'الإثبات لم يتحقق.' },
  matrix: { en: 'Who may do what in their own country', fr: 'Qui peut faire quoi dans son propre pays', ar: 'من يستطيع ماذا في دولته' },
  pairs: {
    en: 'What the roles of one country (row) may do in another (column): number of acts allowed',
    fr: 'Ce que les rôles d’un pays (ligne) peuvent faire dans un autre (colonne) : nombre d’actes permis',
    ar: 'ما تستطيعه أدوار دولة (صف) في دولة أخرى (عمود): عدد الأفعال المسموح بها',
  },
  deployPath: {
    en: 'What only the deploy path can do: with a second person’s approval, and each such event raises an alarm',
    fr: 'Ce que seule la chaîne de déploiement peut faire : avec l’approbation d’une seconde personne, chaque événement déclenchant une alarme',
    ar: 'ما لا يستطيعه إلا مسار النشر: بموافقة شخص ثانٍ، وكل حدث من هذا النوع يطلق إنذارًا',
  },
  templates: {
    en: 'Computed from these templates (SHA-256)',
    fr: 'Calculé à partir de ces modèles (SHA-256)',
    ar: 'حُسب من هذه القوالب (SHA-256)',
  },
  caution: {
    en: 'What this does not show: that AWS evaluates policies as it documents, and that the deployed templates are these. Compare the digests above with those of the templates that were deployed. Of a key that a country made itself, only the policy that was given is proven.',
    fr: 'Ce que ceci ne montre pas : qu’AWS évalue les politiques comme il le documente, et que les modèles déployés sont ceux-ci. Comparez les empreintes ci-dessus avec celles des modèles déployés. D’une clé qu’un pays a créée lui-même, seule la politique fournie est prouvée.',
    ar: 'ما لا يُظهره هذا: أن AWS تقيّم السياسات كما توثّقها، وأن القوالب المنشورة هي هذه. قارنوا البصمات أعلاه ببصمات القوالب المنشورة. أما المفتاح الذي أنشأته دولة بنفسها فلا يُبرهَن إلا على السياسة المقدَّمة له.',
  },
} satisfies Record<string, Words>;

export interface DeployPathRight {
  readonly words: Words;
  /** Service whose calls these are: each of them raises an alarm (`EveryGraveCallRaisesAnAlarm`). */
  readonly alarm: string;
}

/** Rules that the deploy path is excepted from: what they forbid to everybody else, it can do. */
export const deployPathCan: readonly DeployPathRight[] = rules
  .filter(({ except }) => except?.includes('deployment'))
  .filter(
    ({ id }) =>
      !logRules.some((rule) => rule.id === id) || id === 'OnlyDeploymentSetsTheArchive' || id === 'OnlyDeploymentChangesTheLogKey',
  )
  .map(({ words, on }) => ({ words, alarm: `${services[on]}.amazonaws.com` }));
