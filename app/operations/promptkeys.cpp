// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/promptkeys.h"

#include "prompt/promptjournal.h"

using namespace Qt::StringLiterals;

namespace howdah::operations {

Result<prompt::ReencryptReport> reencryptPrompts(
    connection::Session &session, const prompt::PromptTable &table, const prompt::KeyRing &keys,
    const PromptOrigin &origin, const QString &journal, const std::function<bool(qsizetype, qsizetype)> &progress)
{
    QJsonObject entry{
        {u"action"_s, u"reencrypt"_s},
        {u"database"_s, origin.database},
        {u"table"_s, origin.table},
        {u"key"_s, keys.current() ? keys.current()->id : QString()},
        {u"state"_s, u"begun"_s}};
    if (const Result<void> journaled = prompt::appendToJournal(journal, entry); !journaled)
        return fail(journaled.error());
    Result<prompt::ReencryptReport> report = prompt::reencrypt(session, table, keys, false, progress);
    entry.insert(u"state"_s, report ? u"finished"_s : u"stopped"_s);
    if (report)
        entry.insert(u"changed"_s, qint64(report->changed));
    (void)prompt::appendToJournal(journal, entry); // it is done; that it began is in the journal already
    return report;
}

} // namespace howdah::operations
