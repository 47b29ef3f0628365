// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/list/migratehead.h"

#include "common/widgets.h"
#include "migrate/list/migrationrow.h"
#include "common/quantities.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

MigrateHead::MigrateHead(const Parts &parts, QWidget *parent)
    : QWidget(parent)
    , m_counts(mutedLabel())
    , m_problem(new Banner(Tone::Failed))
    , m_news(new Banner(Tone::Applied))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(space::group, space::inside + space::tight, space::group, space::inside + space::tight);
    column->setSpacing(space::inside);
    auto *row = new QHBoxLayout;
    row->setSpacing(space::inside);
    row->addWidget(headingLabel(parts.title));
    row->addSpacing(space::inside);
    row->addWidget(parts.picker);
    m_counts->setObjectName(u"counts"_s);
    row->addWidget(m_counts);
    row->addStretch(1);
    row->addWidget(parts.search, 1000); // as wide as it may be; the stretch has the rest
    m_files = addMenu(row, tr("Files"), u"filesMenu"_s, tr("Create, check and save migration files"));
    m_database =
        addMenu(row, tr("Database"), u"databaseMenu"_s, tr("Validate, rehearse, save and restore the database"));
    row->addWidget(buttonFor(parts.primary, ButtonRole::Primary, this));
    column->addLayout(row);
    buildBanners(column);
}

QMenu *MigrateHead::addMenu(QHBoxLayout *row, const QString &text, const QString &name, const QString &toolTip)
{
    QPushButton *opener = button(text);
    opener->setObjectName(name);
    opener->setToolTip(toolTip);
    auto *menu = new QMenu(opener);
    opener->setMenu(menu);
    row->addWidget(opener);
    return menu;
}

void MigrateHead::buildBanners(QVBoxLayout *column)
{
    m_news->setObjectName(u"news"_s);
    for (Banner *banner : {m_problem, m_news}) {
        QPushButton *close = button(tr("Close"));
        connect(close, &QPushButton::clicked, banner, &QWidget::hide);
        banner->addWidget(close);
        banner->hide();
        column->addWidget(banner);
    }
}

void MigrateHead::setCounts(const Overview *overview)
{
    if (!overview) {
        m_counts->clear();
        return;
    }
    const MigrationCounts counts = countsOf(*overview);
    const auto &foreign = overview->history.foreign;
    QStringList parts{
        foreign.empty() ? tr("%1 applied").arg(counts.applied) : tr("migrated by %1").arg(foreign.front().tool),
        tr("%1 pending").arg(counts.pending)};
    if (counts.problems > 0)
        parts << problemsWord(counts.problems);
    m_counts->setText(parts.join(u" · "_s));
}

void MigrateHead::notify(const QString &problem)
{
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_news->hide();
}

void MigrateHead::notify(Tone tone, const QString &text)
{
    if (tone == Tone::Failed) {
        notify(text);
        return;
    }
    m_problem->hide();
    m_news->setTone(tone);
    m_news->setText(text);
    m_news->show();
}

} // namespace howdah::ui
