// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/readonly/readonlyjudge.h"

#include "connection/readonly/changingfunctions.h"
#include "connection/readonly/readingfunctions.h"

using namespace Qt::StringLiterals;

namespace howdah::connection {

void ReadOnlyJudge::refuse(const QString &what)
{
    if (!m_refused)
        m_refused = what;
}

void ReadOnlyJudge::need(NeededName::Kind kind, const QByteArray &schema, const QByteArray &name)
{
    if (!m_options.functions)
        return;
    if (schema == "pg_temp") // another name of a schema that has a number of its own
        return refuse(QString::fromUtf8(schema + '.' + name));
    m_needs.insert({kind, schema, name});
}

void ReadOnlyJudge::function(const QByteArray &schema, const QByteArray &name)
{
    if (!m_options.functions)
        return;
    const bool isPostgres = schema == "pg_catalog" || (schema.isEmpty() && m_options.postgresNames);
    if (isReadingFunction(name) && isPostgres)
        return;
    const bool mayBePostgres = schema.isEmpty() || schema == "pg_catalog";
    const QString whole = QString::fromUtf8(schema.isEmpty() ? name : schema + '.' + name);
    if (mayBePostgres && isRefusedFunction(name))
        return refuse(whole + u"()"_s);
    if (schema == "pg_catalog") // of a newer version
        return refuse(whole + u"()"_s);
    const bool isOutsider = isOutsideFunction(name);
    if (isOutsider && !(m_options.isAllowed && m_options.isAllowed(whole)))
        return refuse(whole + u"()"_s);
    need(NeededName::Kind::Function, schema, name);
}

void ReadOnlyJudge::oper(const QByteArray &schema, const QByteArray &name)
{
    if (schema != "pg_catalog" && (!schema.isEmpty() || !m_options.postgresNames))
        need(NeededName::Kind::Operator, schema, name);
}

void ReadOnlyJudge::type(const QByteArray &schema, const QByteArray &name)
{
    // Casts to PostgreSQL's types may be the owner's as well; our own statements name columns of such types with care.
    if (!m_options.postgresNames || (!schema.isEmpty() && schema != "pg_catalog"))
        need(NeededName::Kind::Type, schema, name);
}

void ReadOnlyJudge::attribute(const QByteArray &name)
{
    if (m_options.functions && isRefusedFunction(name))
        return refuse(QString::fromUtf8(name) + u"()"_s);
    if (!m_options.postgresNames)
        need(NeededName::Kind::Attribute, {}, name);
}

Result<Judgement> ReadOnlyJudge::verdict() const
{
    if (m_refused)
        return fail(readOnlyRefusal(*m_refused));
    Judgement judgement = m_found;
    if (!m_needs.empty() && !m_options.postgresNames)
        judgement.needs.push_back({NeededName::Kind::Type, "*", {}}); // the casts that nobody has to write
    judgement.needs.insert(judgement.needs.end(), m_needs.begin(), m_needs.end());
    return judgement;
}

} // namespace howdah::connection
