// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "plan/read/unframe.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::plan {

namespace {

using Lines = std::vector<TextLine>;

Lines linesOf(QStringView text, int first = 1)
{
    Lines lines;
    for (QStringView line : text.split(u'\n')) {
        while (line.endsWith(u'\r'))
            line.chop(1);
        lines.push_back({line.toString(), first++});
    }
    return lines;
}

QString trimmedRight(QStringView line)
{
    while (!line.isEmpty() && line.back().isSpace())
        line.chop(1);
    return line.toString();
}

// "----", "+-----+", "─────".
bool isRule(QStringView line)
{
    line = line.trimmed();
    return line.size() >= 4 && std::ranges::all_of(line, [](QChar c) {
               return c == u'-' || c == u'+' || (c >= u'\u2500' && c <= u'\u257f');
           });
}

bool isBar(QChar c) { return c == u'|' || c == u'\u2502' || c == u'\u2551'; }

bool isHeading(QStringView line)
{
    line = line.trimmed();
    if (!line.isEmpty() && isBar(line.front()))
        line = line.sliced(1).trimmed();
    if (!line.isEmpty() && isBar(line.back()))
        line = line.chopped(1).trimmed();
    return line.compare("QUERY PLAN"_L1, Qt::CaseInsensitive) == 0;
}

// "(12 rows)", "Time: 1.234 ms".
bool isFooter(QStringView line)
{
    line = line.trimmed();
    return (line.startsWith(u'(') && (line.endsWith(" rows)"_L1) || line == "(1 row)"_L1) && line[1].isDigit())
        || (line.startsWith("Time: "_L1) && line.contains(" ms"_L1));
}

// The rows below psql's heading. Its marks say which lines are one row: '+' at the end where there is a line break in
// it,
// '.' where only the width ended.
Lines rowsBelow(const Lines &lines, size_t rule)
{
    const QString &dashes = lines[rule].text;
    const qsizetype width = dashes.trimmed().size(); // of a border around: with it
    const bool hasBars = dashes.trimmed().startsWith(u'+') || dashes.trimmed().startsWith(u'\u250c')
                      || dashes.trimmed().startsWith(u'\u251c');
    Lines rows;
    enum class Joint : unsigned char { None, LineBreak, Wrap } joint = Joint::None;
    for (size_t i = rule + 1; i < lines.size(); ++i) {
        QString text = lines[i].text;
        if (isFooter(text) || (hasBars && isRule(text)))
            break;
        Joint next = Joint::None;
        QString cell = trimmedRight(text);
        if (hasBars) {
            if (cell.isEmpty() || !isBar(cell.back()))
                break;
            cell.chop(1);
            if (!cell.isEmpty() && isBar(cell.front()))
                cell = cell.sliced(1);
            // "| text +|"
            if (cell.endsWith(u'+') || cell.endsWith(u'\u21b5'))
                next = Joint::LineBreak;
            else if (cell.endsWith(u'.') || cell.endsWith(u'\u2026'))
                next = Joint::Wrap;
        } else if (cell.size() >= width) {
            if (cell.endsWith(u'+') || cell.endsWith(u'\u21b5'))
                next = Joint::LineBreak;
            else if (cell.size() == width && (cell.endsWith(u'.') || cell.endsWith(u'\u2026')))
                next = Joint::Wrap;
        }
        if (next != Joint::None)
            cell.chop(1);
        // The blank before a cell, or the mark of what goes on.
        if (cell.startsWith(u' ') || (joint == Joint::Wrap && !cell.isEmpty()))
            cell = cell.sliced(1);
        if (next != Joint::Wrap)
            cell = trimmedRight(cell);
        if (joint == Joint::None)
            rows.push_back({cell, lines[i].number});
        else
            rows.back().text += (joint == Joint::LineBreak ? u"\n"_s : QString()) + cell;
        joint = next;
    }
    return rows;
}

// "QUERY PLAN | Seq Scan on a", with a line "-[ RECORD 1 ]" before each.
std::optional<Lines> expandedRows(const Lines &lines)
{
    Lines rows;
    for (const TextLine &line : lines) {
        QStringView text = line.text;
        if (!text.startsWith("QUERY PLAN"_L1)) {
            if (!rows.empty() && text.startsWith(u"          "_s) && text.size() > 12 && isBar(text[11]))
                rows.back().text += u'\n' + trimmedRight(text.sliced(13));
            continue;
        }
        text = text.sliced(10).trimmed();
        if (text.isEmpty() || !isBar(text.front()))
            return {};
        text = text.sliced(1);
        if (text.startsWith(u' '))
            text = text.sliced(1);
        rows.push_back({trimmedRight(text), line.number});
    }
    for (TextLine &row : rows) {
        if (row.text.contains(u'\n'))
            row.text.replace(u"+\n"_s, u"\n"_s);
    }
    return rows.empty() ? std::nullopt : std::optional(rows);
}

// A grid writes each row between quotes.
std::optional<Lines> quotedRows(const Lines &lines)
{
    Lines rows;
    for (const TextLine &line : lines) {
        const QStringView text = QStringView(line.text).trimmed();
        if (text.isEmpty())
            continue;
        if (text.size() < 2 || !text.startsWith(u'"') || !text.endsWith(u'"'))
            return {};
        QString row = text.sliced(1, text.size() - 2).toString();
        row.replace(u"\"\""_s, u"\""_s);
        if (row.compare("QUERY PLAN"_L1, Qt::CaseInsensitive) != 0)
            rows.push_back({row, line.number});
    }
    return rows.empty() ? std::nullopt : std::optional(rows);
}

bool looksLikeNode(QStringView line)
{
    return line.contains("(cost="_L1) || line.contains("(actual "_L1) || line.contains("(never executed)"_L1);
}

// What stands before the plan: the statement, a prompt.
void cutBefore(Lines &lines)
{
    const auto isBegin = [](const TextLine &line) {
        const QStringView text = QStringView(line.text).trimmed();
        return text.startsWith(u'[') || text.startsWith(u'{') || text.startsWith("- Plan:"_L1)
            || text.startsWith("<explain"_L1) || text.startsWith("Query Text:"_L1) || looksLikeNode(text);
    };
    const auto begin = std::ranges::find_if(lines, isBegin);
    if (begin != lines.end())
        lines.erase(lines.begin(), begin);
    else
        lines.erase(lines.begin(), std::ranges::find_if(lines, [](const TextLine &line) {
                        return !line.text.trimmed().isEmpty();
                    }));
}

Unframed unframeOne(Lines lines)
{
    std::erase_if(lines, [](const TextLine &line) { return line.text.trimmed().startsWith("```"_L1); });
    for (size_t i = 0; i + 1 < lines.size(); ++i) {
        if (isHeading(lines[i].text) && isRule(lines[i + 1].text))
            return {rowsBelow(lines, i + 1), true, {}};
    }
    if (auto rows = expandedRows(lines))
        return {*std::move(rows), true, {}};
    if (auto rows = quotedRows(lines))
        return {*std::move(rows), true, {}};
    std::erase_if(lines, [](const TextLine &line) { return isHeading(line.text); });
    cutBefore(lines);
    while (!lines.empty() && (isFooter(lines.back().text) || lines.back().text.trimmed().isEmpty()))
        lines.pop_back();
    const auto footer = std::ranges::find_if(lines, [](const TextLine &line) { return isFooter(line.text); });
    lines.erase(footer, lines.end());
    return {std::move(lines), false, {}};
}

// "duration: 12.345 ms  plan:" of auto_explain: where it ends, and the time. Below 0: it is not there.
struct LogMark
{
    qsizetype end = -1;
    double duration = 0;
};
LogMark logMark(QStringView line)
{
    const qsizetype at = line.indexOf("duration: "_L1);
    if (at < 0)
        return {};
    const qsizetype plan = line.indexOf(" ms  plan:"_L1, at);
    if (plan < 0)
        return {};
    bool isNumber = false;
    const double duration = line.sliced(at + 10, plan - at - 10).toDouble(&isNumber);
    return isNumber ? LogMark{plan + 10, duration} : LogMark{};
}

Unframed ofLog(Lines lines, double duration)
{
    Unframed one = unframeOne(std::move(lines));
    one.duration = duration;
    return one;
}

// The field of a csvlog that begins before `at`, up to its closing quote; `line` becomes the one behind it.
Lines csvField(const Lines &lines, size_t &line, qsizetype at)
{
    QString field;
    const int first = lines[line].number;
    for (;;) {
        const QString &text = lines[line].text;
        for (; at < text.size(); ++at) {
            if (text[at] == u'"') {
                if (at + 1 >= text.size() || text[at + 1] != u'"') {
                    ++line;
                    return linesOf(field, first);
                }
                ++at;
            }
            field += text[at];
        }
        if (++line >= lines.size())
            return linesOf(field, first);
        field += u'\n';
        at = 0;
    }
}

// Of stderr: what goes on is set off by a tab; where the tabs are gone, up to what looks like another entry.
Lines stderrEntry(const Lines &lines, size_t &line, qsizetype at)
{
    Lines entry;
    if (const QString rest = lines[line].text.sliced(at).trimmed(); !rest.isEmpty())
        entry.push_back({rest, lines[line].number});
    const bool hasTabs = ++line < lines.size() && lines[line].text.startsWith(u'\t');
    for (; line < lines.size(); ++line) {
        const QString &text = lines[line].text;
        if (hasTabs ? !text.startsWith(u'\t') : logMark(text).end >= 0 || text.contains(" LOG:  "_L1))
            break;
        entry.push_back({hasTabs ? text.sliced(1) : text, lines[line].number});
    }
    return entry;
}

// Everything that auto_explain wrote into a log; empty where it is none.
std::vector<Unframed> logEntries(const Lines &lines)
{
    std::vector<Unframed> entries;
    for (size_t line = 0; line < lines.size();) {
        const QString &text = lines[line].text;
        const LogMark mark = logMark(text);
        if (mark.end < 0) {
            ++line;
            continue;
        }
        if (text.startsWith(u'{') && text.contains("\"message\""_L1)) {
            const QJsonObject object = QJsonDocument::fromJson(text.toUtf8()).object();
            const QString message = object["message"_L1].toString();
            const LogMark inside = logMark(message);
            if (inside.end >= 0)
                entries.push_back(
                    ofLog(linesOf(QStringView(message).sliced(inside.end), lines[line].number), inside.duration));
            ++line;
            continue;
        }
        const qsizetype at = text.indexOf("duration: "_L1);
        const bool isCsv = at > 0 && text[at - 1] == u'"';
        Lines entry = isCsv ? csvField(lines, line, mark.end) : stderrEntry(lines, line, mark.end);
        entries.push_back(ofLog(std::move(entry), mark.duration));
    }
    return entries;
}

} // namespace

std::vector<Unframed> unframe(const QString &text)
{
    Lines lines = linesOf(text);
    std::vector<Unframed> entries = logEntries(lines);
    if (entries.empty())
        entries.push_back(unframeOne(std::move(lines)));
    return entries;
}

} // namespace howdah::plan
