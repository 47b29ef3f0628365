// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/view/viewexport.h"

#include "base/figures.h"
#include "entity/tr.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <cmath>

using namespace Qt::StringLiterals;

namespace howdah::entity {

namespace {

// What a line of Markdown would take for marks of its own.
QString escaped(const QString &text)
{
    QString line = text.simplified();
    for (const QChar mark : u"\\`*_{}[]<>#|"_s)
        line.replace(mark, QString(u'\\') + mark);
    return line;
}

// Whatever stands in it, it ends where it ends.
QString fenced(const QString &text)
{
    QString fence = u"```"_s;
    while (text.contains(fence))
        fence += u'`';
    return fence + u'\n' + text + (text.endsWith(u'\n') ? u""_s : u"\n"_s) + fence + u'\n';
}

QString quoted(const QString &text)
{
    QString lines;
    for (const QString &line : text.split(u'\n'))
        lines += line.isEmpty() ? u">\n"_s : u"> "_s + line + u'\n';
    return lines;
}

QString indented(const QString &text, const QString &by)
{
    return by + QString(text).replace(u'\n', u'\n' + by) + u'\n';
}

QStringList factsOf(const ThreadTurn &turn, double pause)
{
    QStringList facts;
    if (!turn.who.isEmpty() && turn.who.compare(roleText(turn.role), Qt::CaseInsensitive) != 0)
        facts << turn.who;
    if (!turn.model.isEmpty())
        facts << turn.model;
    if (!turn.time.isEmpty())
        facts << turn.time;
    if (pause > 0)
        facts << tr("%1 later").arg(durationText(pause));
    if (!turn.tokens.isEmpty())
        facts << tr("%1 tokens").arg(turn.tokens);
    if (!turn.duration.isEmpty())
        facts << tr("%1 ms").arg(turn.duration);
    if (!turn.cost.isEmpty())
        facts << tr("cost %1").arg(turn.cost);
    if (!turn.rating.isEmpty())
        facts << tr("rated %1").arg(turn.rating);
    return facts;
}

QJsonObject headJson(const QString &view, const QString &title, const ViewHead &head)
{
    return {
        {u"format"_s, 1}, {u"view"_s, view}, {u"title"_s, title}, {u"label"_s, head.label}, {u"state"_s, head.state}};
}

QJsonObject keyJson(const RowValues &key)
{
    QJsonObject json;
    for (const auto &[name, value] : key.asKeyValueRange())
        json.insert(name, value ? QJsonValue(QString::fromUtf8(*value)) : QJsonValue());
    return json;
}

void insertText(QJsonObject &json, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        json.insert(name, value);
}

QByteArray jsonOf(const QJsonObject &json) { return QJsonDocument(json).toJson(QJsonDocument::Indented); }

QByteArray threadJson(const Thread &thread)
{
    QJsonObject json = headJson(u"thread"_s, thread.title, thread.head);
    QJsonArray turns;
    for (const ThreadTurn &turn : thread.turns) {
        QJsonObject one{{u"role"_s, roleText(turn.role).toLower()}, {u"text"_s, turn.text}};
        if (!turn.key.isEmpty())
            one.insert(u"key"_s, keyJson(turn.key));
        insertText(one, u"who"_s, turn.who);
        insertText(one, u"time"_s, turn.time);
        insertText(one, u"model"_s, turn.model);
        insertText(one, u"tokens"_s, turn.tokens);
        insertText(one, u"cost"_s, turn.cost);
        insertText(one, u"milliseconds"_s, turn.duration);
        insertText(one, u"rating"_s, turn.rating);
        insertText(one, u"error"_s, turn.error);
        QJsonArray details;
        for (const ThreadDetail &detail : turn.details) {
            QJsonObject values;
            for (const auto &[name, value] : detail.values)
                values.insert(name, value);
            details.append(QJsonObject{{u"of"_s, detail.id}, {u"label"_s, detail.label}, {u"values"_s, values}});
        }
        if (!details.isEmpty())
            one.insert(u"details"_s, details);
        turns.append(one);
    }
    json.insert(u"turns"_s, turns);
    json.insert(u"more"_s, thread.isCut);
    return jsonOf(json);
}

QString threadText(const Thread &thread, bool isMarkdown)
{
    const QString &label = thread.head.label;
    QString text = isMarkdown ? u"# "_s + escaped(label) + u"\n\n"_s : label + u"\n\n"_s;
    for (size_t i = 0; i < thread.turns.size(); ++i) {
        const ThreadTurn &turn = thread.turns[i];
        const QStringList facts = factsOf(turn, pauseBefore(thread, i));
        const QString role = roleText(turn.role);
        text += isMarkdown ? u"## "_s + role + u"\n\n"_s : role;
        if (!facts.isEmpty())
            text += isMarkdown ? escaped(facts.join(u"  ·  "_s)) + u"\n\n"_s : u"  ("_s + facts.join(u", "_s) + u')';
        if (!isMarkdown)
            text += u'\n';
        const bool isData = isMarkdown && turn.role == ThreadRole::Tool;
        if (!turn.text.isEmpty())
            text += isData ? fenced(turn.text) : isMarkdown ? quoted(turn.text) : indented(turn.text, u"    "_s);
        if (!turn.error.isEmpty())
            text += isMarkdown ? u"\n**"_s + tr("Error") + u":** "_s + escaped(turn.error) + u'\n'
                               : indented(tr("Error: %1").arg(turn.error), u"    "_s);
        for (const ThreadDetail &detail : turn.details) {
            text += isMarkdown ? u"\n- **"_s + escaped(detail.title) + u":** "_s + escaped(detail.label) + u'\n'
                               : u"    - "_s + detail.title + u": "_s + detail.label.simplified() + u'\n';
            for (const auto &[name, value] : detail.values)
                text += isMarkdown ? u"  - "_s + escaped(name) + u": "_s + escaped(value) + u'\n'
                                   : u"        "_s + name + u": "_s + value.simplified() + u'\n';
        }
        text += u'\n';
    }
    if (thread.isCut)
        text += tr("There are more messages than these.") + u'\n';
    return text;
}

QStringList wordsOf(const TimelineEntry &entry)
{
    using enum TimelineEntry::Span;
    QStringList words{entry.span == Ahead ? tr("not begun") : entry.begin};
    words << entry.label.simplified() << entry.state;
    if (entry.span == Closed)
        words << durationText(entry.durationMs());
    else if (entry.span == Open)
        words << tr("%1 so far").arg(durationText(entry.durationMs()));
    else
        words << QString();
    words << (entry.isRetry() ? tr("attempt %1").arg(entry.attempt) : QString());
    words << entry.by;
    words << (entry.waits.isEmpty() ? QString() : tr("waits for %1").arg(entry.waits));
    words << entry.error.simplified();
    return words;
}

QByteArray timelineJson(const Timeline &timeline)
{
    QJsonObject json = headJson(u"timeline"_s, timeline.title, timeline.head);
    QJsonArray entries;
    for (const TimelineEntry &entry : timeline.entries) {
        QJsonObject one{{u"lane"_s, timeline.lanes.value(entry.lane)}, {u"key"_s, keyJson(entry.key)}};
        insertText(one, u"label"_s, entry.label);
        insertText(one, u"state"_s, entry.state);
        insertText(one, u"begin"_s, entry.begin);
        insertText(one, u"end"_s, entry.end);
        insertText(one, u"by"_s, entry.by);
        insertText(one, u"waits"_s, entry.waits);
        insertText(one, u"error"_s, entry.error);
        if (entry.attempt > 0)
            one.insert(u"attempt"_s, entry.attempt);
        if (std::isfinite(entry.durationMs()) && entry.span != TimelineEntry::Span::Moment)
            one.insert(u"milliseconds"_s, entry.durationMs());
        entries.append(one);
    }
    json.insert(u"entries"_s, entries);
    json.insert(u"more"_s, timeline.isCut);
    return jsonOf(json);
}

QString timelineText(const Timeline &timeline, bool isMarkdown)
{
    QString text = isMarkdown ? u"# "_s + escaped(timeline.head.label) + u'\n' : timeline.head.label + u'\n';
    int lane = -1;
    for (const TimelineEntry &entry : timeline.entries) {
        QStringList words = wordsOf(entry);
        words.removeAll(QString());
        if (std::exchange(lane, entry.lane) != entry.lane)
            text += isMarkdown ? u"\n## "_s + escaped(timeline.lanes.value(lane)) + u"\n\n"_s
                               : u'\n' + timeline.lanes.value(lane) + u'\n';
        text +=
            isMarkdown ? u"- "_s + escaped(words.join(u"  ·  "_s)) + u'\n' : u"    "_s + words.join(u", "_s) + u'\n';
    }
    if (timeline.isCut)
        text += u'\n' + tr("There are more entries than these.") + u'\n';
    return text;
}

QByteArray boardJson(const Board &board)
{
    QJsonArray columns;
    for (const BoardColumn &column : board.columns) {
        QJsonArray cards;
        for (const BoardCard &card : column.cards) {
            QJsonObject facts;
            for (const auto &[name, value] : card.facts)
                facts.insert(name, value);
            cards.append(QJsonObject{
                {u"key"_s, keyJson(card.key)},
                {u"label"_s, card.label},
                {u"subtitle"_s, card.subtitle},
                {u"time"_s, card.time},
                {u"facts"_s, facts}});
        }
        columns.append(QJsonObject{
            {u"state"_s, column.state}, {u"count"_s, column.count}, {u"more"_s, column.isMore}, {u"cards"_s, cards}});
    }
    return jsonOf({{u"format"_s, 1}, {u"view"_s, u"board"_s}, {u"title"_s, board.title}, {u"columns"_s, columns}});
}

QString boardText(const Board &board, bool isMarkdown)
{
    QString text = isMarkdown ? u"# "_s + escaped(board.title) + u'\n' : board.title + u'\n';
    for (const BoardColumn &column : board.columns) {
        const QString count = column.isMore ? tr("more than %1").arg(column.count) : QString::number(column.count);
        text += isMarkdown ? u"\n## "_s + escaped(column.state) + u" ("_s + count + u")\n\n"_s
                           : u'\n' + column.state + u" ("_s + count + u")\n"_s;
        for (const BoardCard &card : column.cards) {
            QStringList words{card.label, card.time};
            words.removeAll(QString());
            const QString line = words.join(u"  ·  "_s).simplified();
            text += isMarkdown ? u"- "_s + escaped(line) + u'\n' : u"    "_s + line + u'\n';
        }
    }
    return text;
}

} // namespace

QString viewFormatName(ViewFormat format)
{
    switch (format) {
    case ViewFormat::Text:
        return u"text"_s;
    case ViewFormat::Markdown:
        return u"markdown"_s;
    case ViewFormat::Json:
        return u"json"_s;
    }
    return {};
}

std::optional<ViewFormat> viewFormatNamed(QStringView name)
{
    for (const ViewFormat format : {ViewFormat::Text, ViewFormat::Markdown, ViewFormat::Json}) {
        if (viewFormatName(format) == name)
            return format;
    }
    return {};
}

QByteArray written(const Thread &thread, ViewFormat format)
{
    return format == ViewFormat::Json ? threadJson(thread)
                                      : threadText(thread, format == ViewFormat::Markdown).toUtf8();
}

QByteArray written(const Timeline &timeline, ViewFormat format)
{
    return format == ViewFormat::Json ? timelineJson(timeline)
                                      : timelineText(timeline, format == ViewFormat::Markdown).toUtf8();
}

QByteArray written(const Board &board, ViewFormat format)
{
    return format == ViewFormat::Json ? boardJson(board) : boardText(board, format == ViewFormat::Markdown).toUtf8();
}

QByteArray noted(QByteArray written, ViewFormat format, const QStringList &settings)
{
    if (settings.isEmpty())
        return written;
    if (format != ViewFormat::Json) {
        const QString line = tr("Read with %1").arg(settings.join(u", "_s).simplified());
        return written + '\n' + (format == ViewFormat::Markdown ? escaped(line) : line).toUtf8() + '\n';
    }
    // Before what closes the object, rather than reading all of it again.
    const qsizetype end = written.lastIndexOf("\n}");
    const QByteArray list = QJsonDocument(QJsonArray::fromStringList(settings)).toJson(QJsonDocument::Compact);
    return end < 0 ? written : written.insert(end, ",\n    \"settings\": " + list);
}

} // namespace howdah::entity
