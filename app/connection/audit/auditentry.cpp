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

QByteArray auditJson(const AuditEntry &entry)
{
    Members members;
    members.text("at", entry.at.toUTC().toString(Qt::ISODateWithMs));
    if (entry.backendPid != 0)
        members.number("backend", qint64(entry.backendPid));
    members.text("command", entry.command);
    members.text("kind", auditKindName(entry.kind));
    if (entry.milliseconds > 0)
        members.number("ms", double(qRound64(entry.milliseconds * 1000)) / 1000);
    members.number("n", entry.number);
    members.text("outcome", auditOutcomeName(entry.outcome));
    if (!entry.parameters.empty())
        members.list("parameters", entry.parameters);
    members.number("process", entry.process);
    members.text("profile", entry.profile);
    if (entry.rows >= 0)
        members.number("rows", entry.rows);
    members.text("session", entry.session);
    members.text("sql", entry.sql);
    members.text("sqlstate", entry.sqlState);
    members.text("system_user", entry.systemUser);
    members.text("target", entry.target);
    members.text("text", entry.text);
    if (entry.transaction != 0)
        members.number("transaction", entry.transaction);
    return members.take();
}

Result<AuditEntry> auditEntryFromJson(const QJsonObject &object)
{
    AuditEntry entry;
    entry.number = object.value(u"n"_s).toInteger();
    entry.at = QDateTime::fromString(object.value(u"at"_s).toString(), Qt::ISODateWithMs);
    if (entry.number < 1 || !entry.at.isValid() || !readFrom(Kinds, object.value(u"kind"_s).toString(), entry.kind)
        || !readFrom(Outcomes, object.value(u"outcome"_s).toString(), entry.outcome))
        return fail(ErrorKind::Invalid, tr("This is not an audit log entry"));
    entry.profile = object.value(u"profile"_s).toString();
    entry.target = object.value(u"target"_s).toString();
    entry.systemUser = object.value(u"system_user"_s).toString();
    entry.session = object.value(u"session"_s).toString();
    entry.process = object.value(u"process"_s).toInteger();
    entry.backendPid = object.value(u"backend"_s).toInt();
    entry.transaction = object.value(u"transaction"_s).toInteger();
    entry.sql = object.value(u"sql"_s).toString();
    entry.command = object.value(u"command"_s).toString();
    entry.rows = object.value(u"rows"_s).toInteger(-1);
    entry.milliseconds = object.value(u"ms"_s).toDouble();
    entry.sqlState = object.value(u"sqlstate"_s).toString();
    entry.text = object.value(u"text"_s).toString();
    for (const QJsonValue &value : object.value(u"parameters"_s).toArray())
        entry.parameters.push_back(value.isNull() ? std::nullopt : std::optional(value.toString()));
    return entry;
}

} // namespace howdah::connection
