// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "grid/record/statisticsview.h"

#include "base/figures.h"
#include "grid/record/sharebar.h"
#include "common/fonts.h"
#include "common/widgets.h"
#include "value/valuetext.h"

#include <QHeaderView>
#include <QLocale>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr qsizetype MostLetters = 60;

static void dress(QTreeWidget *tree, const QStringList &heads, const QString &name)
{
    tree->setColumnCount(int(heads.size()));
    tree->setHeaderLabels(heads);
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
    tree->setAccessibleName(name);
    tree->header()->setStretchLastSection(false);
    tree->header()->setMinimumSectionSize(40);
    tree->header()->setSectionResizeMode(0, QHeaderView::Stretch);
    for (int column = 1; column < heads.size(); ++column)
        tree->header()->setSectionResizeMode(column, QHeaderView::ResizeToContents);
}

StatisticsView::StatisticsView(QWidget *parent)
    : QWidget(parent)
    , m_source(mutedLabel({}, this))
    , m_figures(new QTreeWidget(this))
    , m_top(new QTreeWidget(this))
{
    dress(m_figures, {tr("Statistic"), tr("Value")}, tr("Column statistics"));
    dress(m_top, {tr("Most common values"), tr("Rows"), tr("Share")}, tr("Most common values"));
    m_figures->setHeaderHidden(true);
    m_figures->header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
    m_figures->header()->setSectionResizeMode(1, QHeaderView::Stretch);
    m_top->setItemDelegateForColumn(2, new ShareBarDelegate(m_top));
    m_top->setToolTip(tr("Press Enter to show the rows with the value"));
    connect(m_top, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem *item) {
        const QVariant value = item->data(0, Qt::UserRole);
        if (value.isValid())
            Q_EMIT valueActivated(value.toString());
    });
    m_source->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(space::inside, 0, space::inside, 0);
    layout->setSpacing(space::tight);
    layout->addWidget(m_source);
    layout->addWidget(m_figures, 2);
    layout->addWidget(separator(Qt::Horizontal, this));
    layout->addWidget(m_top, 3);
}

void StatisticsView::setSource(const QString &text) { m_source->setText(text); }

void StatisticsView::setStats(const data::ColumnStats &stats, const QList<std::pair<QString, QString>> &more)
{
    showFigures(stats);
    for (const auto &[name, value] : more)
        addFigure(name, value);
    const QLocale locale;
    m_top->clear();
    for (const data::ColumnStats::Value &value : stats.top) {
        auto *item = new QTreeWidgetItem(m_top);
        item->setText(0, value.text.isEmpty() ? tr("(empty)") : singleLine(value.text, MostLetters));
        item->setToolTip(0, Qt::convertFromPlainText(value.text));
        item->setFont(0, fixedFont());
        const QString rows = value.rows < 0 ? QString() : countText(value.rows);
        item->setText(1, stats.exact || rows.isEmpty() ? rows : tr("≈ %1").arg(rows));
        item->setTextAlignment(1, Qt::AlignRight | Qt::AlignVCenter);
        item->setData(2, Qt::DisplayRole, locale.toString(value.share * 100, 'f', 1) + u" %"_s);
        item->setData(2, ShareRole, value.share);
        const bool isWhole = value.text.size() < data::mostValueLetters && !value.text.isEmpty();
        if (isWhole && m_isFilterable)
            item->setData(0, Qt::UserRole, value.text);
    }
}

void StatisticsView::addFigure(const QString &name, const QString &value)
{
    auto *item = new QTreeWidgetItem(m_figures, {name, singleLine(value, 200)});
    item->setToolTip(1, Qt::convertFromPlainText(value));
    item->setFont(1, fixedFont());
}

void StatisticsView::showFigures(const data::ColumnStats &stats)
{
    const QLocale locale;
    m_figures->clear();
    const auto number = [&](double value) {
        const QString text = countText(qint64(value + 0.5));
        return stats.exact ? text : tr("≈ %1").arg(text);
    };
    if (stats.rows >= 0)
        addFigure(tr("Rows"), number(stats.rows));
    if (stats.distinct >= 0)
        addFigure(tr("Distinct values"), number(stats.distinct));
    addFigure(
        tr("NULL"),
        locale.toString(stats.nullShare * 100, 'f', stats.nullShare > 0 && stats.nullShare < 0.01 ? 3 : 1) + u" %"_s);
    if (stats.minimum)
        addFigure(stats.exact ? tr("Min") : tr("Min (sample)"), *stats.minimum);
    if (stats.maximum)
        addFigure(stats.exact ? tr("Max") : tr("Max (sample)"), *stats.maximum);
    if (stats.averageBytes >= 0)
        addFigure(tr("Average size"), sizeText(qint64(stats.averageBytes)));
    for (qsizetype i = 1; i + 1 < stats.bounds.size(); ++i)
        addFigure(tr("Up to %1 %", "a share of the rows").arg(100 * i / (stats.bounds.size() - 1)), stats.bounds[i]);
}

QString StatisticsView::summary() const
{
    QStringList lines{m_source->text()};
    for (int i = 0; i < m_figures->topLevelItemCount(); ++i)
        lines << m_figures->topLevelItem(i)->text(0) + u": "_s + m_figures->topLevelItem(i)->text(1);
    for (int i = 0; i < m_top->topLevelItemCount(); ++i)
        lines << m_top->topLevelItem(i)->text(0) + u": "_s + m_top->topLevelItem(i)->text(1);
    return lines.join(u'\n');
}

} // namespace howdah::ui
