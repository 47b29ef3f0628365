// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/result/outcomemodel.h"

#include "base/figures.h"
#include "common/quantities.h"
#include "value/valuetext.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::Outcome;
using State = Outcome::State;

constexpr qsizetype MostWords = 200;
constexpr qsizetype MostKeptSql = 2000; // of each; the tab has the whole

// ---- words

Tone toneOf(const Outcome &outcome)
{
    switch (outcome.state) {
    case State::Running:
        return Tone::Running;
    case State::Done:
        return outcome.notices.empty() ? Tone::Applied : Tone::Accent;
    case State::Failed:
    case State::Lost:
    case State::Unknown:
        return Tone::Failed;
    case State::NotSent:
    case State::Cancelled:
        return Tone::Interrupted;
    }
    return Tone::Neutral;
}

static QString failureWords(const Outcome &outcome)
{
    const QString why = outcome.error ? singleLine(outcome.error->message) : QString();
    switch (outcome.state) {
    case State::NotSent:
        return OutcomeModel::tr("Not sent: %1").arg(why);
    case State::Cancelled:
        return OutcomeModel::tr("Cancelled; the server has undone it");
    case State::Lost:
        return OutcomeModel::tr("The connection was lost, and it had no effect: %1").arg(why);
    case State::Unknown:
        return OutcomeModel::tr("The connection was lost, and nobody knows whether it took effect: %1").arg(why);
    case State::Failed:
    case State::Running:
    case State::Done:
        break;
    }
    return why;
}

QString resultWords(const Outcome &outcome)
{
    if (outcome.hasFailed())
        return failureWords(outcome);
    QStringList words;
    if (outcome.state == State::Running)
        words
            << (outcome.result ? OutcomeModel::tr("%1 so far").arg(rowsWord(outcome.result->rowCount()))
                               : OutcomeModel::tr("Running"));
    else if (!outcome.command.isEmpty())
        words << QString::fromUtf8(outcome.command);
    else if (outcome.result)
        words << rowsWord(outcome.result->rowCount());
    if (outcome.result && outcome.result->isStopped())
        words << OutcomeModel::tr("stopped here");
    if (!outcome.text.isEmpty())
        words << singleLine(outcome.text, MostWords);
    const auto notices = qint64(outcome.notices.size()) + outcome.noticesLeftOut;
    if (notices == 1)
        words << singleLine(outcome.notices.front().severity + u": "_s + outcome.notices.front().message, MostWords);
    else if (notices > 1)
        words << OutcomeModel::tr("%n notice(s)", nullptr, int(notices));
    return words.join(u" · "_s);
}

static void addNotices(QStringList &lines, const Outcome &outcome)
{
    for (const connection::Notice &notice : outcome.notices) {
        lines << notice.severity + u": "_s + notice.message;
        if (!notice.detail.isEmpty())
            lines << OutcomeModel::tr("Detail: %1").arg(notice.detail);
        if (!notice.hint.isEmpty())
            lines << OutcomeModel::tr("Hint: %1").arg(notice.hint);
    }
    if (outcome.noticesLeftOut > 0)
        lines << OutcomeModel::tr("and %1 more").arg(countText(outcome.noticesLeftOut));
}

QString detailWords(const Outcome &outcome)
{
    QStringList lines;
    QStringList head;
    if (!outcome.command.isEmpty())
        head << QString::fromUtf8(outcome.command);
    if (outcome.milliseconds > 0)
        head << durationText(outcome.milliseconds);
    if (!head.isEmpty())
        lines << head.join(u" · "_s);
    if (outcome.error) {
        const Error &error = *outcome.error;
        const QString words = outcome.state == State::Failed ? error.message : failureWords(outcome);
        lines << (error.sqlState.isEmpty() ? words : words + u" ("_s + error.sqlState + u')');
        if (outcome.errorOffset >= 0)
            lines << OutcomeModel::tr("At line %1, column %2").arg(outcome.errorAt.line).arg(outcome.errorAt.column);
        if (!error.detail.isEmpty())
            lines << OutcomeModel::tr("Detail: %1").arg(error.detail);
        if (!error.hint.isEmpty())
            lines << OutcomeModel::tr("Hint: %1").arg(error.hint);
    } else if (outcome.hasFailed()) {
        lines << failureWords(outcome);
    }
    if (!outcome.text.isEmpty())
        lines << outcome.text;
    if (outcome.result) {
        if (const auto problem = outcome.result->problem())
            lines << OutcomeModel::tr("Not all rows are here: %1").arg(problem->message);
    }
    addNotices(lines, outcome);
    return lines.join(u'\n');
}

// ---- lines

void OutcomeModel::clear()
{
    beginResetModel();
    m_outcomes.clear();
    m_lines.clear();
    endResetModel();
}

static Outcome kept(Outcome outcome)
{
    if (outcome.sql.size() > MostKeptSql)
        outcome.sql.truncate(MostKeptSql);
    outcome.parameters.clear();
    return outcome;
}

void OutcomeModel::began(const Outcome &outcome)
{
    const int line = int(m_lines.size());
    beginInsertRows({}, line, line);
    m_outcomes.push_back(kept(outcome));
    m_lines.push_back({int(m_outcomes.size()) - 1});
    endInsertRows();
}

static auto numbered(std::vector<Outcome> &outcomes, qint64 number)
{
    const auto found = std::ranges::lower_bound(outcomes, number, {}, &Outcome::number);
    return found != outcomes.end() && found->number == number ? found : outcomes.end();
}

int OutcomeModel::lineOf(qint64 number) const
{
    const auto found = std::ranges::lower_bound(m_outcomes, number, {}, &Outcome::number);
    if (found == m_outcomes.end() || found->number != number)
        return -1;
    const int at = int(found - m_outcomes.begin());
    const auto behind = std::ranges::upper_bound(m_lines, at, {}, &Line::first);
    const auto line = std::prev(behind);
    return line->count == 1 ? int(line - m_lines.begin()) : -1;
}

void OutcomeModel::changed(int line)
{
    if (line >= 0)
        Q_EMIT dataChanged(index(line), index(line));
}

void OutcomeModel::noticed(qint64 number, const connection::Notice &notice)
{
    const auto found = numbered(m_outcomes, number);
    if (found == m_outcomes.end())
        return;
    if (found->notices.size() < connection::Answer::MaxNotices)
        found->notices.push_back(notice);
    else
        ++found->noticesLeftOut;
    changed(lineOf(number));
}

void OutcomeModel::rowsCome(qint64 number, qint64 rows)
{
    Q_UNUSED(rows)
    changed(lineOf(number));
}

void OutcomeModel::ended(const Outcome &outcome)
{
    auto found = numbered(m_outcomes, outcome.number);
    if (found == m_outcomes.end()) {
        began(outcome); // one that was never begun: refused before it was sent
        found = std::prev(m_outcomes.end());
    }
    *found = kept(outcome);
    changed(lineOf(outcome.number));
    fold();
}

bool OutcomeModel::isQuiet(const Line &line) const
{
    const Outcome &outcome = m_outcomes[size_t(line.first)];
    return !line.isOpened && outcome.isDone() && !outcome.result && outcome.notices.empty() && outcome.text.isEmpty();
}

// Only the end of the list changes while a run goes on.
void OutcomeModel::fold()
{
    if (m_lines.empty() || m_lines.back().count > 1 || !isQuiet(m_lines.back()))
        return;
    const int last = int(m_lines.size()) - 1;
    if (last > 0 && m_lines[size_t(last) - 1].count > 1) {
        beginRemoveRows({}, last, last);
        m_lines.pop_back();
        ++m_lines.back().count;
        endRemoveRows();
        return changed(last - 1);
    }
    int first = last;
    while (first > 0 && m_lines[size_t(first) - 1].count == 1 && isQuiet(m_lines[size_t(first) - 1]))
        --first;
    const int count = last - first + 1;
    if (count < FoldFrom)
        return;
    beginRemoveRows({}, first + 1, last);
    m_lines.resize(size_t(first) + 1);
    m_lines.back().count = count;
    endRemoveRows();
    changed(first);
}

void OutcomeModel::open(int line)
{
    if (line < 0 || line >= int(m_lines.size()) || m_lines[size_t(line)].count == 1)
        return;
    const Line folded = m_lines[size_t(line)];
    m_lines[size_t(line)] = {folded.first, 1, true};
    changed(line);
    beginInsertRows({}, line + 1, line + folded.count - 1);
    std::vector<Line> opened;
    for (int at = 1; at < folded.count; ++at)
        opened.push_back({folded.first + at, 1, true});
    m_lines.insert(m_lines.begin() + line + 1, opened.begin(), opened.end());
    endInsertRows();
}

const Outcome *OutcomeModel::outcome(int line) const
{
    if (line < 0 || line >= int(m_lines.size()) || m_lines[size_t(line)].count > 1)
        return nullptr;
    return &m_outcomes[size_t(m_lines[size_t(line)].first)];
}

std::pair<query::ScriptPlace, qint64> OutcomeModel::placeOf(int line) const
{
    if (line < 0 || line >= int(m_lines.size()))
        return {};
    const Outcome &outcome = m_outcomes[size_t(m_lines[size_t(line)].first)];
    return {outcome.place, outcome.errorOffset >= 0 ? outcome.errorOffset : outcome.place.offset};
}

QString OutcomeModel::detailOf(int line) const
{
    const Outcome *one = outcome(line);
    return one ? detailWords(*one) : index(line).data(ResultTextRole).toString();
}

int OutcomeModel::firstFailed() const
{
    for (int line = 0; line < int(m_lines.size()); ++line) {
        if (const Outcome *one = outcome(line); one && one->hasFailed())
            return line;
    }
    return -1;
}

int OutcomeModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_lines.size()); }

QVariant OutcomeModel::foldData(const Line &line, int role) const
{
    qint64 rows = 0;
    double milliseconds = 0;
    const auto sum = [&] {
        for (int at = line.first; at < line.first + line.count; ++at) {
            rows += std::max<qint64>(0, m_outcomes[size_t(at)].rows);
            milliseconds += m_outcomes[size_t(at)].milliseconds;
        }
    };
    switch (role) {
    case Qt::DisplayRole:
        return tr("%1 that went well").arg(statementsWord(line.count));
    case ResultTextRole:
        sum();
        return rows > 0 ? tr("%1 in all; click to see each").arg(rowsWord(rows)) : tr("Click to see each");
    case DurationRole:
        sum();
        return durationText(milliseconds);
    case ToneRole:
        return int(Tone::Applied);
    case IsFoldRole:
        return true;
    case IsFailedRole:
        return false;
    default:
        return {};
    }
}

QVariant OutcomeModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Line &line = m_lines[size_t(index.row())];
    if (line.count > 1)
        return foldData(line, role);
    const Outcome &outcome = m_outcomes[size_t(line.first)];
    switch (role) {
    case Qt::DisplayRole:
        return singleLine(outcome.sql.left(MostWords * 2).simplified(), MostWords);
    case ResultTextRole:
        return resultWords(outcome);
    case DurationRole:
        return outcome.milliseconds > 0 ? durationText(outcome.milliseconds) : QString();
    case ToneRole:
        return int(toneOf(outcome));
    case IsFoldRole:
        return false;
    case IsFailedRole:
        return outcome.hasFailed();
    case Qt::ToolTipRole:
        return detailWords(outcome).left(2000);
    case Qt::AccessibleTextRole:
        return singleLine(outcome.sql.left(MostWords * 2).simplified(), MostWords) + u", "_s + resultWords(outcome);
    default:
        return {};
    }
}

} // namespace howdah::ui
