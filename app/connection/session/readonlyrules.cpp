// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/session/readonlyrules.h"

#include "connection/session/readingfunctions.h"
#include "connection/session/readonlyjudge.h"
#include "sql/parser.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

static QString tr(const char *text) { return QCoreApplication::translate("ReadOnlyRules", text); }

namespace {

// Of PostgreSQL's extensions: they evaluate SQL that comes as a string, or reach files and other servers, some of them
// declared STABLE.
constexpr std::array<QByteArrayView, 27> Outsiders{
    "connectby",
    "crosstab",
    "crosstab2",
    "crosstab3",
    "crosstab4",
    "crosstabn",
    "dblink",
    "dblink_cancel_query",
    "dblink_connect",
    "dblink_connect_u",
    "dblink_exec",
    "dblink_fetch",
    "dblink_get_result",
    "dblink_open",
    "dblink_send_query",
    "pg_file_read",
    "pg_file_rename",
    "pg_file_sync",
    "pg_file_unlink",
    "pg_file_write",
    "pg_prewarm",
    "pg_stat_statements_reset",
    "pg_truncate_visibility_map",
    "xpath_table",
    "xslt_process",
    "heap_force_freeze",
    "heap_force_kill",
};

} // namespace

Error readOnlyRefusal(const QString &what)
{
    return makeError(
        ErrorKind::Permission, tr("%1 is refused: this session may only read").arg(what),
        tr("Unlock writing for a time, then run it again."));
}

bool changesByItself(QByteArrayView function)
{
    return isRefusedFunction(function) || std::ranges::find(Outsiders, function) != Outsiders.end();
}

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
    const bool isOutsider = std::ranges::find(Outsiders, QByteArrayView(name)) != Outsiders.end();
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

Result<Judgement> judgeReading(const QString &sql, const JudgeOptions &options)
{
    const QByteArray text = sql.toUtf8();
    ReadOnlyJudge judge(options);
    // With backslashes as escapes a string ends elsewhere than it seems to.
    if (options.functions && !options.standardStrings && text.contains('\\'))
        return fail(readOnlyRefusal(tr("A backslash without standard_conforming_strings")));
    if (options.postgresNames && ReadOnlyJudge::plainlyReads(text))
        return Judgement();
    const auto tree = sql::parseTree(text);
    if (tree) {
        for (const QJsonValue one : *tree)
            judge.statement(one["stmt"_L1].toObject());
    } else {
        judge.words(text);
    }
    return judge.verdict();
}

Result<ReadOnlyWay> readOnlyWay(const QString &sql)
{
    const Result<Judgement> judged = judgeReading(sql);
    return judged ? Result<ReadOnlyWay>(judged->way) : fail(judged.error());
}

} // namespace howdah::connection
