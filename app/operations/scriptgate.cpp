// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "operations/scriptgate.h"

#include "base/propagate.h"
#include "connection/profile/impact.h"
#include "operations/tr.h"

namespace howdah::operations {

ScriptGate::ScriptGate(connection::Session &looker, QString database, Decision &decision)
    : m_looker(looker)
    , m_database(std::move(database))
    , m_decision(decision)
{
    m_reader.alsoNow();
}

Result<NamesQuestion> ScriptGate::questionFor(const QString &sql)
{
    m_reader.read(sql);
    const std::vector<sql::Destruction> reach = m_reader.take();
    NamesQuestion question;
    if (reach.empty())
        return question;
    ASSIGN_OR_RETURN(const std::vector<connection::Impact> impact, connection::findImpact(m_looker, reach));
    question.names = connection::namesToType(impact, m_database);
    for (const connection::Impact &one : impact)
        question.things << connection::describe(one);
    return question;
}

Result<void> ScriptGate::pass(const QString &sql)
{
    ASSIGN_OR_RETURN(const NamesQuestion question, questionFor(sql));
    if (question.names.isEmpty())
        return {};
    ASSIGN_OR_RETURN(const bool isNamed, m_decision.areNamed(question));
    if (!isNamed)
        return fail(ErrorKind::Conflict, tr("This was not sent: what it would destroy was not confirmed by its name"));
    return {};
}

} // namespace howdah::operations
