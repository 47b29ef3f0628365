// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/audit/auditentry.h"

#include "base/enumtable.h"
#include "base/jsonstring.h"
#include "connection/tr.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::connection {

using Kind = AuditEntry::Kind;
using Outcome = AuditEntry::Outcome;

static constexpr std::array Kinds{EnumName{Kind::Statement, "statement"_L1}, EnumName{Kind::End, "end"_L1},
                                  EnumName{Kind::Unlock, "unlock"_L1},       EnumName{Kind::Lock, "lock"_L1},
                                  EnumName{Kind::Note, "note"_L1},           EnumName{Kind::Profile, "profile"_L1}};
static_assert(isWholeTable(Kinds));
static constexpr std::array Outcomes{
    EnumName{Outcome::Done, "done"_L1, QT_TRANSLATE_NOOP("Connection", "done")},
    EnumName{Outcome::Failed, "failed"_L1, QT_TRANSLATE_NOOP("Connection", "failed")},
    EnumName{Outcome::Undone, "undone"_L1, QT_TRANSLATE_NOOP("Connection", "rolled back with its batch")},
    EnumName{Outcome::Unknown, "unknown"_L1, QT_TRANSLATE_NOOP("Connection", "unknown: the connection was lost")},
    EnumName{Outcome::Refused, "refused"_L1, QT_TRANSLATE_NOOP("Connection", "refused: locked for writing")},
    EnumName{Outcome::Committed, "committed"_L1, QT_TRANSLATE_NOOP("Connection", "committed")},
    EnumName{Outcome::RolledBack, "rolled-back"_L1, QT_TRANSLATE_NOOP("Connection", "rolled back")}};
static_assert(isWholeTable(Outcomes));

template <typename Table, typename Value>
static bool readFrom(const Table &table, const QString &text, Value &value)
{
    const std::optional<Value> found = valueNamed(table, text);
    value = found.value_or(value);
    return found.has_value();
}

QString auditKindName(Kind kind) { return nameIn(Kinds, kind); }
std::optional<Kind> readAuditKind(QStringView name) { return valueNamed(Kinds, name); }
QString auditOutcomeName(Outcome outcome) { return nameIn(Outcomes, outcome); }

QString auditOutcomeWord(Outcome outcome) { return tr(textIn(Outcomes, outcome)); }

// A line is written for each statement that changes something, a thousand times in a run: without the objects and
// maps of QJsonDocument.
namespace {

class Members final
{
public:
    void text(const char *name, const QString &value)
    {
        if (!value.isEmpty())
            appendJsonString(named(name), value.toUtf8());
    }
    void number(const char *name, qint64 value) { named(name) += QByteArray::number(value); }
    void number(const char *name, double value)
    {
        named(name) += QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
    }
    void list(const char *name, const std::vector<std::optional<QString>> &values)
    {
        named(name) += '[';
        for (bool first = true; const auto &value : values) {
            if (!std::exchange(first, false))
                m_text += ',';
            if (value)
                appendJsonString(m_text, value->toUtf8());
            else
                m_text += "null";
        }
        m_text += ']';
    }
    [[nodiscard]] QByteArray take()
    {
        m_text += '}';
        return std::move(m_text);
    }

private:
    QByteArray &named(const char *name)
    {
        m_text += m_text.isEmpty() ? "{\"" : ",\"";
        m_text += name;
        m_text += "\":";
        return m_text;
    }

    QByteArray m_text;
};

} // namespace

// Both name every field of an entry, so that one which is added and forgotten here does not compile.
QByteArray auditJson(const AuditEntry &entry)
{
    const auto
        &[number, at, kind, outcome, profile, target, settings, systemUser, session, process, backendPid, transaction,
          sql, parameters, command, rows, milliseconds, sqlState, text] = entry;
    Members members;
    members.text("at", at.toUTC().toString(Qt::ISODateWithMs));
    if (backendPid != 0)
        members.number("backend", qint64(backendPid));
    members.text("command", command);
    members.text("kind", auditKindName(kind));
    if (milliseconds > 0)
        members.number("ms", double(qRound64(milliseconds * 1000)) / 1000);
    members.number("n", number);
    members.text("outcome", auditOutcomeName(outcome));
    if (!parameters.empty())
        members.list("parameters", parameters);
    members.number("process", process);
    members.text("profile", profile);
    if (rows >= 0)
        members.number("rows", rows);
    members.text("session", session);
    members.text("settings", settings);
    members.text("sql", sql);
    members.text("sqlstate", sqlState);
    members.text("system_user", systemUser);
    members.text("target", target);
    members.text("text", text);
    if (transaction != 0)
        members.number("transaction", transaction);
    return members.take();
}

Result<AuditEntry> auditEntryFromJson(const QJsonObject &object)
{
    AuditEntry entry;
    auto
        &[number, at, kind, outcome, profile, target, settings, systemUser, session, process, backendPid, transaction,
          sql, parameters, command, rows, milliseconds, sqlState, text] = entry;
    number = object.value(u"n"_s).toInteger();
    at = QDateTime::fromString(object.value(u"at"_s).toString(), Qt::ISODateWithMs);
    if (number < 1 || !at.isValid() || !readFrom(Kinds, object.value(u"kind"_s).toString(), kind)
        || !readFrom(Outcomes, object.value(u"outcome"_s).toString(), outcome))
        return fail(ErrorKind::Invalid, tr("This is not an audit log entry"));
    profile = object.value(u"profile"_s).toString();
    target = object.value(u"target"_s).toString();
    settings = object.value(u"settings"_s).toString();
    systemUser = object.value(u"system_user"_s).toString();
    session = object.value(u"session"_s).toString();
    process = object.value(u"process"_s).toInteger();
    backendPid = object.value(u"backend"_s).toInt();
    transaction = object.value(u"transaction"_s).toInteger();
    sql = object.value(u"sql"_s).toString();
    command = object.value(u"command"_s).toString();
    rows = object.value(u"rows"_s).toInteger(-1);
    milliseconds = object.value(u"ms"_s).toDouble();
    sqlState = object.value(u"sqlstate"_s).toString();
    text = object.value(u"text"_s).toString();
    for (const QJsonValue value : object.value(u"parameters"_s).toArray())
        parameters.push_back(value.isNull() ? std::nullopt : std::optional(value.toString()));
    return entry;
}

} // namespace howdah::connection
