/** Said with every drill: what ledger and drop box do not hold. */
export const notRebuilt = [
  'Cover data: the other country, case reference, urgency, legal basis, names and SHA-256 of documents. The manifest has them; sender and addressee both keep it.',
  'The text of statements: the ledger has their SHA-256, so that a copy of anybody is proven or refused by it.',
  'Deadlines, reminders and figures: they follow from the receipts once these are back.',
  'Drafts and their remarks, one-time tokens, marks that a notice was sent: they have no evidence in them and are not brought back.',
  'Uploads in parts that were not completed: senders run the same command again.',
  'Documents that lie in the drop box under an id which the ledger does not name: the box is listed below one dispatch at a time, never whole.',
] as const;
