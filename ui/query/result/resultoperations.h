// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "query/result/chart/chartpane.h"
#include "query/result/compare/comparedview.h"

#include <QAction>
#include <QObject>
#include <QPointer>

#include <functional>

class QMenu;

namespace howdah::ui {

class ResultEditing;
class ResultPane;

// What is done with one answer beside looking at it: its rows are edited, it is compared with another one, and drawn as
// a chart. Puts their buttons above its grid, and what they open beside it. Owned by the pane. UI thread.
class ResultOperations final : public QObject
{
    Q_OBJECT
public:
    // `all`: the panes of the tab, with this one; asked whenever the menu opens.
    ResultOperations(ResultPane *pane, std::function<QList<ResultPane *>()> all);

    // Whether the window is connected to where the rows came from: see ResultEdits::setHere().
    void setHere(std::function<bool()> isHere);

    [[nodiscard]] ResultEditing *editing() const { return m_editing; }
    [[nodiscard]] QAction *compareAction() const { return m_compare; }
    [[nodiscard]] QAction *chartAction() const { return m_chart; }
    // nullptr while none is shown.
    [[nodiscard]] ComparedView *comparison() const { return m_comparison; }
    [[nodiscard]] ChartPane *chart() const { return m_chartPane; }
    // The other one is the left side: what was there before.
    void compareWith(ResultPane *other);
    void showChart(bool shown);

Q_SIGNALS:
    // A definition of a panel, for the page of dashboards.
    void panelWanted(const QString &yaml);

private:
    void makeActions();
    void fillMenu();

    ResultPane *m_pane;
    std::function<QList<ResultPane *>()> m_all;
    ResultEditing *m_editing;
    QMenu *m_menu = nullptr;
    QAction *m_compare = nullptr;
    QAction *m_chart = nullptr;
    QPointer<ComparedView> m_comparison;
    QPointer<ChartPane> m_chartPane;
};

} // namespace howdah::ui
