// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/run/explainchoices.h"

#include <QAction>
#include <QWidget>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::ExplainOption;

ExplainChoices::ExplainChoices(QWidget *page)
    : QObject(page)
    , m_menu(new QMenu(page))
    , m_actions(operations::ExplainOptionCount, nullptr)
{
    m_menu->setObjectName(u"explainMenu"_s);
    m_menu->setToolTipsVisible(true);
    for (int i = 0; i < operations::ExplainOptionCount; ++i) {
        const auto option = ExplainOption(i);
        if (option == ExplainOption::Analyze)
            continue;
        auto *action = m_menu->addAction(operations::optionTitle(option));
        action->setObjectName(u"explain:"_s + operations::optionName(option));
        action->setCheckable(true);
        if (operations::isOfAnalyze(option))
            action->setToolTip(tr("With Explain analyze only: it measures what is run"));
        connect(action, &QAction::triggered, this, [this, option](bool on) {
            m_chosen.set(option, on);
            Q_EMIT changed();
        });
        m_actions[size_t(i)] = action;
    }
    show();
}

void ExplainChoices::addCommands(const QList<QAction *> &before, const QList<QAction *> &behind)
{
    QAction *first = m_menu->actions().value(0);
    m_menu->insertActions(first, before);
    m_menu->insertSection(first, tr("Options of EXPLAIN"));
    m_menu->addSeparator();
    m_menu->addActions(behind);
}

void ExplainChoices::setServerVersion(int version)
{
    m_version = version;
    show();
}

void ExplainChoices::show()
{
    for (int i = 0; i < operations::ExplainOptionCount; ++i) {
        const auto option = ExplainOption(i);
        if (QAction *action = m_actions[size_t(i)]) {
            action->setChecked(m_chosen.has(option));
            action->setVisible(m_version == 0 || m_version >= operations::optionSince(option));
        }
    }
}

operations::ExplainOptions ExplainChoices::options(bool measured) const
{
    operations::ExplainOptions options = m_chosen;
    options.set(ExplainOption::Analyze, measured);
    for (int i = 0; i < operations::ExplainOptionCount; ++i) {
        const auto option = ExplainOption(i);
        const bool isMissing = m_version != 0 && m_version < operations::optionSince(option);
        // TIMING is on by itself, and says nothing where nothing is run.
        if (isMissing || (!measured && operations::isOfAnalyze(option) && option != ExplainOption::Timing))
            options.set(option, false);
    }
    if (measured)
        options.set(ExplainOption::GenericPlan, false);
    return options;
}

void ExplainChoices::setWords(const QStringList &words)
{
    if (auto options = operations::ExplainOptions::fromWords(words))
        m_chosen = *std::move(options);
    show();
}

} // namespace howdah::ui
