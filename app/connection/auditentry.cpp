// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "connection/auditentry.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <array>

using namespace Qt::StringLiterals;

namespace howdah::connection {

using Kind = AuditEntry::Kind;
using Outcome = AuditEntry::Outcome;

static QString tr(const char *text) { return QCoreApplication::translate("Audit", text); }

static constexpr std::array Kinds{
    std::pair{Kind::Statement, "statement"}, std::pair{Kind::End, "end"}, std::pair{Kind::Unlock, "unlock"},
    std::pair{Kind::Lock, "lock"}, std::pair{Kind::Note, "note"}};
static constexpr std::array Outcomes{
    std::pair{Outcome::Done, "done"},
    std::pair{Outcome::Failed, "failed"},
    std::pair{Outcome::Undone, "undone"},
    std::pair{Outcome::Unknown, "unknown"},
    std::pair{Outcome::Refused, "refused"},
    std::pair{Outcome::Committed, "committed"},
    std::pair{Outcome::RolledBack, "rolled-back"}};

template <typename Table, typename Value>
static QString nameIn(const Table &table, Value value)
{
    for (const auto &[one, name] : table) {
        if (one == value)
            return QString::fromLatin1(name);
    }
    return {};
}

template <typename Table, typename Value>
static bool readFrom(const Table &table, const QString &text, Value &value)
{
    for (const auto &[one, name] : table) {
        if (text == QLatin1StringView(name)) {
            value = one;
            return true;
        }
    }
    return false;
}

QString auditKindName(Kind kind) { return nameIn(Kinds, kind); }
QString auditOutcomeName(Outcome outcome) { return nameIn(Outcomes, outcome); }

QString auditOutcomeWord(Outcome outcome)
{
    switch (outcome) {
    case Outcome::Done:
        return tr("done");
    case Outcome::Failed:
        return tr("failed");
    case Outcome::Undone:
        return tr("undone with its batch");
    case Outcome::Unknown:
        return tr("unknown: the line was lost");
    case Outcome::Refused:
        return tr("refused: locked for writing");
    case Outcome::Committed:
        return tr("committed");
    case Outcome::RolledBack:
        return tr("rolled back");
    }
    return {};
}

QJsonObject toJson(const AuditEntry &entry)
{
    QJsonObject object{
        {u"n"_s, entry.number},
        {u"at"_s, entry.at.toUTC().toString(Qt::ISODateWithMs)},
        {u"kind"_s, auditKindName(entry.kind)},
        {u"outcome"_s, auditOutcomeName(entry.outcome)},
        {u"system_user"_s, entry.systemUser},
        {u"process"_s, entry.process}};
    const auto setText = [&object](const QString &key, const QString &value) {
        if (!value.isEmpty())
            object.insert(key, value);
    };
    setText(u"profile"_s, entry.profile);
    setText(u"target"_s, entry.target);
    setText(u"session"_s, entry.session);
    setText(u"sql"_s, entry.sql);
    setText(u"command"_s, entry.command);
    setText(u"sqlstate"_s, entry.sqlState);
    setText(u"text"_s, entry.text);
    if (entry.backendPid != 0)
        object.insert(u"backend"_s, entry.backendPid);
    if (entry.transaction != 0)
        object.insert(u"transaction"_s, entry.transaction);
    if (entry.rows >= 0)
        object.insert(u"rows"_s, entry.rows);
    if (entry.milliseconds > 0)
        object.insert(u"ms"_s, double(qRound64(entry.milliseconds * 1000)) / 1000);
    if (!entry.parameters.empty()) {
        QJsonArray values;
        for (const auto &parameter : entry.parameters)
            values.append(parameter ? QJsonValue(*parameter) : QJsonValue());
        object.insert(u"parameters"_s, values);
    }
    return object;
}

Result<AuditEntry> auditEntryFromJson(const QJsonObject &object)
{
    AuditEntry entry;
    entry.number = object.value(u"n"_s).toInteger();
    entry.at = QDateTime::fromString(object.value(u"at"_s).toString(), Qt::ISODateWithMs);
    if (entry.number < 1 || !entry.at.isValid() || !readFrom(Kinds, object.value(u"kind"_s).toString(), entry.kind)
        || !readFrom(Outcomes, object.value(u"outcome"_s).toString(), entry.outcome))
        return fail(ErrorKind::Invalid, tr("This is no line of an audit log"));
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
