// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "chart/panelpicture.h"
#include "common/page.h"
#include "query/chart/resultchart.h"

#include <QAction>
#include <QThreadPool>
#include <QTimer>

class QComboBox;
class QMenu;
class QToolButton;
class QVBoxLayout;

namespace howdah::ui {

class ChartView;
class ElidedLabel;
class Legend;
class StateStack;

// An answer as a chart: kind and columns are chosen, after a guess by their types; it grows while rows come. Saved as a
// picture, or told of as a panel for a dashboard. UI thread; rows are read on another one.
class ChartPane final : public QWidget
{
    Q_OBJECT
public:
    ChartPane(
        const PageServices &services, std::shared_ptr<query::ResultStore> rows,
        std::vector<query::ResultColumn> columns, QWidget *parent = nullptr);
    ~ChartPane() override;

    void setTitle(const QString &title) { m_title = title; }
    // What the rows came from, for a panel.
    void setStatement(const connection::Statement &statement) { m_statement = statement; }

    [[nodiscard]] const query::ChartChoice &choice() const { return m_choice; }
    void setChoice(const query::ChartChoice &choice);
    // Nothing before it is drawn.
    [[nodiscard]] const std::shared_ptr<const query::ResultChart> &chart() const { return m_chart; }
    [[nodiscard]] ChartView *view() const { return m_view; }
    [[nodiscard]] StateStack *states() const { return m_states; }
    [[nodiscard]] QString remarks() const;
    [[nodiscard]] QAction *saveAction() const { return m_save; }
    [[nodiscard]] QAction *panelAction() const { return m_panel; }
    [[nodiscard]] QAction *closeAction() const { return m_close; }
    // The panel as YAML; ErrorKind::Usage says why there is none.
    [[nodiscard]] Result<QString> panelYaml() const;
    // ErrorKind::Invalid while nothing is drawn.
    [[nodiscard]] Result<QByteArray> picture(PictureFormat format);

Q_SIGNALS:
    void drawn();
    void panelWanted(const QString &yaml);
    void said(const QString &text);
    void closeWanted();

protected:
    void showEvent(QShowEvent *event) override;

private:
    QAction *make(const QString &name, QStringView iconName, const QString &text, const QString &tip);
    void makeActions();
    [[nodiscard]] QWidget *makeHead();
    void fillChoices();
    void draw();
    void take(const Result<std::shared_ptr<const query::ResultChart>> &chart);
    void showChart();
    void lookAgain();
    void askFile();
    void save(const QString &path);

    PageServices m_services;
    std::shared_ptr<query::ResultStore> m_rows;
    std::vector<query::ResultColumn> m_columns;
    query::ChartChoice m_choice;
    QString m_title;
    connection::Statement m_statement;
    EntityStyles m_styles;
    std::shared_ptr<const query::ResultChart> m_chart;
    ChartView *m_view = nullptr;
    Legend *m_legend = nullptr;
    StateStack *m_states = nullptr;
    QVBoxLayout *m_place = nullptr;
    ElidedLabel *m_remarks = nullptr;
    QComboBox *m_kind = nullptr;
    QComboBox *m_x = nullptr;
    QComboBox *m_series = nullptr;
    QToolButton *m_values = nullptr;
    QMenu *m_valueMenu = nullptr;
    QAction *m_save = nullptr;
    QAction *m_panel = nullptr;
    QAction *m_close = nullptr;
    bool m_isFilling = false;
    bool m_isDrawing = false;
    qint64 m_drawnRows = -1;
    Latest m_asked;
    QTimer m_tick;
    QThreadPool m_pool;
};

} // namespace howdah::ui
