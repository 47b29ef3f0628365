// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/runbar.h"

#include "common/icons.h"
#include "common/quantities.h"
#include "common/tooltips.h"
#include "common/tr.h"
#include "value/planlocks.h"

#include <QHBoxLayout>
#include <QLocale>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using query::StatementEffect;

namespace {

constexpr qsizetype MostRelations = 4;

QString relationsText(const std::vector<sql::RelationName> &relations)
{
    QStringList names;
    for (const sql::RelationName &one : relations) {
        if (names.size() == MostRelations)
            break;
        names << (one.schema.isEmpty() ? one.name : one.schema + u'.' + one.name);
    }
    if (qsizetype(relations.size()) > MostRelations)
        names << tr("%n more", nullptr, int(qsizetype(relations.size()) - MostRelations));
    return names.join(u", "_s);
}

QString rowsText(double rows) { return tr("about %1 expected").arg(rowsWord(qint64(rows))); }

} // namespace

ForecastWords wordsOf(const RunForecast &forecast)
{
    const query::RunSummary &summary = forecast.summary;
    ForecastWords words;
    if (summary.statementsInAll == 0 && summary.problems.empty())
        return words;
    QStringList parts;
    if (forecast.isSelection)
        parts << tr("Selection");
    if (summary.statementsInAll > 1)
        parts << statementsWord(summary.statementsInAll);
    QString effect = query::effectName(summary.strongest);
    if (summary.statements.size() == 1 && !summary.statements.front().command.isEmpty())
        effect = tr("%1 %2").arg(summary.statements.front().command, effect);
    if (summary.statementsInAll > 0)
        parts << effect;
    if (!summary.relations.empty())
        parts << relationsText(summary.relations);
    if (summary.strongestLock != sql::LockMode::None)
        parts << tr("%1: %2").arg(sql::lockModeName(summary.strongestLock), waitingText(summary.strongestLock));
    if (summary.opensTransaction)
        parts << tr("opens a transaction");
    if (forecast.expected)
        parts << rowsText(forecast.expected->rows);
    const bool writes = summary.strongest == StatementEffect::Changes || summary.strongest == StatementEffect::Defines;
    if (forecast.isLocked && writes)
        parts << tr("production is locked: the server will refuse it");
    if (!forecast.names.isEmpty())
        parts << tr("to be typed first: %1").arg(forecast.names.join(u", "_s));
    for (const Error &problem : summary.problems)
        parts << problem.message;
    if (!forecast.note.isEmpty())
        parts << forecast.note;
    words.text = parts.join(u" · "_s);
    words.tip = parts.join(u'\n');
    if (forecast.expected)
        words.tip += u"\n\n"_s + forecast.expected->plan.join(u'\n');
    words.tone = summary.destroysData || !forecast.names.isEmpty() ? Tone::Failed
               : sql::blocksReads(summary.strongestLock) || forecast.isLocked || !summary.problems.empty()
                   ? (writes || !summary.problems.empty() ? Tone::Interrupted : Tone::Neutral)
               : writes ? Tone::Accent
                        : Tone::Neutral;
    return words;
}

RunBar::RunBar(QWidget *parent)
    : QWidget(parent)
    , m_sign(new IconLabel(space::iconSmall, this))
    , m_label(new ElidedLabel(this))
{
    setObjectName(u"runBar"_s);
    m_label->setObjectName(u"forecast"_s);
    m_label->setMuted();
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::tight);
    row->addWidget(m_sign);
    row->addWidget(m_label, 1);
    m_sign->hide();
}

void RunBar::setForecast(const RunForecast &forecast) { show(wordsOf(forecast)); }

void RunBar::clear() { show({}); }

void RunBar::show(const ForecastWords &words)
{
    if (words == m_words)
        return;
    m_words = words;
    m_label->setText(words.text);
    m_label->setToolTip(plainToolTip(words.tip));
    m_label->setAccessibleName(words.text.isEmpty() ? tr("Nothing to run") : words.text);
    m_sign->setVisible(words.tone != Tone::Neutral && !words.text.isEmpty());
    m_sign->setIcon(icon(words.tone));
}

} // namespace howdah::ui
