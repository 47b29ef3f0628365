// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/latest.h"
#include "common/page.h"
#include "common/tasks.h"
#include "connection/session/sessionjobs.h"
#include "operations/entities/actionpreview.h"

#include <QPointer>
#include <QTimer>

namespace howdah::ui {

class ActionDialog;

// An action of an entity on one of its rows, from the dialog that tells what it would do to what became of it. One at a
// time: while one is open, or runs, another is not begun. What is carried out is a checked change of the row as the
// dialog read it. UI thread; never blocks.
class ActionFlow final : public QObject
{
    Q_OBJECT
public:
    // `window`: above what the dialog opens.
    ActionFlow(const PageServices &services, QWidget *window);
    ~ActionFlow() override;

    // `key`: values that find the row alone. Nothing happens while another one is open, except that it comes to front.
    void begin(
        std::shared_ptr<const entity::Entities> entities, const entity::BoundEntity &entity,
        const entity::RowValues &key, const QString &actionId);
    [[nodiscard]] bool isOpen() const { return !m_dialog.isNull(); }
    [[nodiscard]] ActionDialog *dialog() const;

Q_SIGNALS:
    void done(catalog::Oid relation); // it was carried out on a row of this
    void ended();                     // the dialog is closed, whatever became of it

private:
    struct Readings
    {
        operations::ActionPlan plan;
        QHash<QString, std::vector<entity::Choice>> choices;
    };
    void read();
    void wasRead(const Result<Readings> &readings);
    void preview();
    void run();
    void ran(const operations::ActionReport &report);
    void cancelRun();
    void follow();
    [[nodiscard]] QString whyReadOnly() const;

    PageServices m_services;
    QWidget *m_window;
    std::shared_ptr<const entity::Entities> m_entities;
    const entity::BoundEntity *m_entity = nullptr; // of those
    entity::RowValues m_key;
    QString m_action;
    std::optional<operations::ActionPlan> m_plan;
    QPointer<ActionDialog> m_dialog;
    Latest m_reading;
    Latest m_previewing;
    Latest m_running;
    QTimer m_rest;
    connection::SessionJobs m_questions;
    connection::SessionJobs m_runs;
    TaskHandle m_task;
};

} // namespace howdah::ui
