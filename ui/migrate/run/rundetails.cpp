// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/run/rundetails.h"

#include "base/figures.h"
#include "common/quantities.h"
#include "common/tr.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using migration::Direction;

namespace {

constexpr qsizetype LongestSql = 64 * 1024;

qsizetype longestTicks(const QString &text)
{
    qsizetype longest = 0;
    qsizetype run = 0;
    for (const QChar c : text) {
        run = c == u'`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

QString row(const QStringList &cells) { return u"| "_s + cells.join(u" | "_s) + u" |\n"_s; }

QString fact(const QString &name, const QString &value)
{
    return value.isEmpty() ? QString() : u"- %1: %2\n"_s.arg(name, value);
}

QString fenced(const QString &text, const QString &language = {})
{
    const QString fence(std::max(qsizetype(3), longestTicks(text) + 1), u'`');
    return fence + language + u'\n' + text + (text.endsWith(u'\n') ? QString() : u"\n"_s) + fence + u'\n';
}

QString resultWord(const RunOutcome &outcome)
{
    if (!outcome.report)
        return outcome.report.error().kind == ErrorKind::Cancelled ? tr("cancelled, nothing was run")
                                                                   : tr("nothing was run");
    if (!outcome.report->failure)
        return tr("done");
    return outcome.report->failure->error.kind == ErrorKind::Cancelled ? tr("cancelled") : tr("failed");
}

QString stepTable(const std::vector<RunLine> &lines)
{
    QString text = row({tr("Migration"), tr("Direction"), tr("Result"), tr("Took")})
                 + row({u"---"_s, u"---"_s, u"---"_s, u"---:"_s});
    for (const RunLine &line : lines) {
        if (line.kind == RunLine::Kind::Migration)
            text += row(
                {markdownText(line.text), line.direction == Direction::Up ? tr("apply") : tr("roll back"),
                 runStateWord(line.state), durationText(line.milliseconds)});
    }
    return text;
}

QString statementTable(const std::vector<RunLine> &lines)
{
    constexpr size_t Shown = 500;
    constexpr qsizetype Width = 100;
    QString text = row({tr("Migration"), u"#"_s, tr("Statement"), tr("Result"), tr("Took"), tr("Rows")})
                 + row({u"---"_s, u"---:"_s, u"---"_s, u"---"_s, u"---:"_s, u"---:"_s});
    size_t shown = 0;
    size_t left = 0;
    for (const RunLine &line : lines) {
        if (line.kind != RunLine::Kind::Statement)
            continue;
        if (shown == Shown) {
            ++left;
            continue;
        }
        ++shown;
        text += row(
            {markdownText(line.version.text()), QString::number(line.number), markdownCode(line.text.left(Width)),
             runStateWord(line.state), durationText(line.milliseconds),
             line.rows < 0 ? QString() : countText(line.rows)});
    }
    return left > 0 ? text + u'\n' + tr("%1 more statements are not shown.").arg(left) + u'\n' : text;
}

QString failureText(const migration::RunFailure &failure)
{
    QString text = u"\n## %1\n\n"_s.arg(tr("Failure"));
    if (failure.statement > 0)
        text += tr("%1, line %2, statement %3 of %4")
                    .arg(markdownCode(failure.file))
                    .arg(failure.position.line)
                    .arg(failure.statement)
                    .arg(failure.of)
              + u"\n\n"_s;
    QStringList lines{failure.error.message, failure.error.detail, failure.error.hint};
    if (!failure.error.sqlState.isEmpty())
        lines.prepend(u"SQLSTATE "_s + failure.error.sqlState);
    lines.removeAll(QString());
    return text + fenced(lines.join(u'\n'));
}

} // namespace

QString markdownCode(const QString &text)
{
    const QString plain = text.simplified().replace(u'|', "\\|"_L1); // a cell of a table ends at a bar, even in code
    if (plain.isEmpty())
        return {};
    const QString ticks(longestTicks(plain) + 1, u'`');
    const QString gap = plain.startsWith(u'`') || plain.endsWith(u'`') ? u" "_s : QString();
    return ticks + gap + plain + gap + ticks;
}

QString markdownText(const QString &text)
{
    QString escaped;
    for (const QChar c : text.simplified()) {
        if (u"\\`*_{}[]<>#|!&~"_s.contains(c))
            escaped += u'\\';
        escaped += c;
    }
    return escaped;
}

QString runMarkdown(const RunDetails &details)
{
    QString text = u"# %1\n\n"_s.arg(markdownText(planTitle(details.preview->plan)));
    text += fact(tr("Database"), markdownText(details.target));
    text += fact(tr("Server"), markdownText(details.server));
    text += fact(tr("Migrations"), markdownText(details.source));
    text += fact(tr("Started"), details.began.toString(Qt::ISODate));
    text += fact(tr("Took"), durationText(details.outcome.milliseconds));
    text += fact(tr("Result"), u"**%1**"_s.arg(resultWord(details.outcome)));
    text += fact(tr("Safety copy"), markdownCode(details.safetyCopy));
    if (!details.summary.isEmpty())
        text += u'\n' + fenced(details.summary);
    text += u"\n## %1\n\n"_s.arg(tr("Migrations")) + stepTable(details.lines);
    text += u"\n## %1\n\n"_s.arg(tr("Statements")) + statementTable(details.lines);
    if (details.outcome.report && details.outcome.report->failure)
        text += failureText(*details.outcome.report->failure);
    if (!details.notices.isEmpty())
        text += u"\n## %1\n\n"_s.arg(tr("Notices")) + fenced(details.notices.join(u'\n'));
    const QString &sql = details.preview->sql;
    text += u"\n## SQL\n\n"_s + fenced(sql.left(LongestSql), u"sql"_s);
    if (sql.size() > LongestSql)
        text += u'\n' + tr("Truncated: the SQL has %1 in total.").arg(sizeText(sql.toUtf8().size())) + u'\n';
    return text;
}

} // namespace howdah::ui
