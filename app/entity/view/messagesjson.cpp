// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/tr.h"
#include "entity/view/thread.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

QJsonValue firstOf(const QJsonObject &object, std::initializer_list<QLatin1StringView> names)
{
    for (const QLatin1StringView name : names) {
        const QJsonValue value = object.value(name);
        if (!value.isUndefined() && !value.isNull())
            return value;
    }
    return {};
}

QString written(const QJsonValue &value)
{
    if (value.isString())
        return value.toString();
    if (value.isDouble()) {
        const double number = value.toDouble();
        return number == double(qint64(number)) ? QString::number(qint64(number)) : QString::number(number, 'g', 15);
    }
    if (value.isBool())
        return value.toBool() ? u"true"_s : u"false"_s;
    if (value.isObject())
        return QString::fromUtf8(QJsonDocument(value.toObject()).toJson(QJsonDocument::Indented)).trimmed();
    if (value.isArray())
        return QString::fromUtf8(QJsonDocument(value.toArray()).toJson(QJsonDocument::Indented)).trimmed();
    return {};
}

// A text, or the parts of one: {"type": "text", "text": ...}.
QString contentOf(const QJsonValue &value)
{
    if (!value.isArray())
        return written(value);
    QStringList parts;
    for (const auto part : value.toArray()) {
        const QJsonValue text = part.isObject() ? part["text"_L1] : part;
        parts << (text.isString() ? text.toString() : written(part));
    }
    return parts.join(u"\n\n"_s);
}

ThreadDetail callOf(const QJsonObject &call)
{
    const QJsonObject function = call.value("function"_L1).isObject() ? call.value("function"_L1).toObject() : call;
    ThreadDetail detail;
    detail.title = tr("Call of a tool");
    detail.id = u"tool_calls"_s;
    detail.label = written(firstOf(function, {"name"_L1, "tool"_L1}));
    const QString arguments = written(firstOf(function, {"arguments"_L1, "input"_L1, "args"_L1}));
    if (!arguments.isEmpty())
        detail.values.emplace_back(u"arguments"_s, arguments);
    const QString result = written(firstOf(call, {"result"_L1, "output"_L1}));
    if (!result.isEmpty())
        detail.values.emplace_back(u"result"_s, result);
    return detail;
}

void setTime(ThreadTurn &turn, const QJsonValue &value)
{
    turn.timeMs = std::numeric_limits<double>::quiet_NaN();
    turn.time = written(value);
    if (value.isDouble()) { // seconds, or milliseconds where those would be in the far future
        const double number = value.toDouble();
        turn.timeMs = number > 1e11 ? number : number * 1000;
        turn.time = QDateTime::fromMSecsSinceEpoch(qint64(turn.timeMs), Qt::UTC).toString(Qt::ISODateWithMs);
        return;
    }
    QDateTime time = QDateTime::fromString(turn.time, Qt::ISODateWithMs);
    if (time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC); // without a zone, as a timestamp without one
    if (time.isValid())
        turn.timeMs = double(time.toMSecsSinceEpoch());
}

ThreadTurn turnOf(const ViewDefinition &view, const QJsonObject &object)
{
    ThreadTurn turn;
    const QString role = written(firstOf(object, {"role"_L1, "type"_L1, "sender"_L1, "from"_L1, "author"_L1}));
    turn.role = roleOf(view, role);
    turn.who = written(firstOf(object, {"name"_L1}));
    if (turn.who.isEmpty())
        turn.who = role;
    turn.text =
        contentOf(firstOf(object, {"content"_L1, "text"_L1, "message"_L1, "parts"_L1, "result"_L1, "output"_L1}));
    setTime(turn, firstOf(object, {"at"_L1, "time"_L1, "timestamp"_L1, "created_at"_L1, "createdAt"_L1}));
    turn.model = written(object.value("model"_L1));
    const QJsonValue usage = object.value("usage"_L1);
    turn.tokens = written(firstOf(object, {"tokens"_L1, "token_count"_L1}));
    if (turn.tokens.isEmpty() && usage.isObject())
        turn.tokens = written(usage["total_tokens"_L1]);
    turn.cost = written(object.value("cost"_L1));
    turn.duration = written(firstOf(object, {"duration_ms"_L1, "latency_ms"_L1}));
    turn.rating = written(firstOf(object, {"rating"_L1, "feedback"_L1}));
    turn.error = written(object.value("error"_L1));
    for (const auto call : firstOf(object, {"tool_calls"_L1, "toolCalls"_L1}).toArray())
        turn.details.push_back(callOf(call.toObject()));
    if (turn.role == ThreadRole::Tool && object.contains("arguments"_L1))
        turn.details.push_back(callOf(object));
    return turn;
}

} // namespace

std::optional<std::vector<ThreadTurn>> turnsInJson(const ViewDefinition &view, const QByteArray &json)
{
    const QJsonDocument document = QJsonDocument::fromJson(json);
    QJsonArray array = document.array();
    if (document.isObject())
        array = document.object().value("messages"_L1).toArray();
    else if (!document.isArray())
        return {};
    std::vector<ThreadTurn> turns;
    turns.reserve(size_t(array.size()));
    for (const auto value : array) {
        if (!value.isObject())
            return {};
        turns.push_back(turnOf(view, value.toObject()));
    }
    return turns;
}

} // namespace howdah::entity
