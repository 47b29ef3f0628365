// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "browse/change/partforms.h"
#include "common/tasks.h"
#include "common/theme.h"
#include "connection/session/sessionjobs.h"
#include "operations/structure/structurerun.h"

#include <QPointer>

#include <functional>

class QMenu;

namespace howdah::ui {

class ConnectionController;

// What can be changed in the structure of the relation that is chosen, each by a form; from the form to the review and
// the run, or to a migration in the folder that belongs to the database. UI thread.
class StructureActions final : public QObject
{
    Q_OBJECT
public:
    // A constraint or an index of the relation, by its name.
    struct Part
    {
        catalog::ObjectKind kind = catalog::ObjectKind::Constraint;
        QString name;
    };

    // `page` is whose dialogs they are.
    StructureActions(ConnectionController *connection, TaskList *tasks, QWidget *page);
    ~StructureActions() override;

    // What the actions are about; 0: nothing is chosen.
    // `schema`: where a table is created when nothing is.
    void setRelation(quint32 oid, const QString &schema = {});
    // The folder of migrations that belongs to the database; empty: it is asked for.
    void setFolder(std::function<QString()> folder) { m_folder = std::move(folder); }

    // For the menu of a relation; the actions know whether they can be used, and why not.
    [[nodiscard]] QList<QAction *> actions() const;
    [[nodiscard]] QAction *action(const QString &name) const;
    void fill(QMenu *menu) const;
    // Of a constraint or an index. The menu owns the actions.
    void fillPart(QMenu *menu, const Part &part);

Q_SIGNALS:
    void reported(howdah::ui::Tone tone, const QString &text);
    void changed(quint32 relation);                           // the catalog is to be read again, and the rows
    void created(const QString &schema, const QString &name); // a table
    void written(const QString &folder);                      // a migration, which is to be looked at and applied there
    void formOpened(QDialog *form);

private:
    QAction *make(const QString &name, const QString &text, void (StructureActions::*slot)());
    void makeActions();
    [[nodiscard]] const catalog::Relation *relation() const;
    [[nodiscard]] catalog::Snapshot catalogNow() const;
    [[nodiscard]] QString whyReadOnly() const;
    [[nodiscard]] operations::StructurePlace place() const;
    void updateActions();

    void createTable();
    void alterTable();
    void rename();
    void comment();
    void drop();
    void truncate();
    void createIndex();
    void addConstraint();
    void openDrop(const QString &title, const catalog::StructureChange &change);
    void open(StructureForm *form);

    void lookForDependents();
    void lookForHighest(qint16 column);
    void review();
    void openReview(const operations::StructureProposal &proposal);
    void run(const operations::StructureProposal &proposal, const QStringList &typed);
    void
    ran(const QPointer<StructureForm> &form, const operations::StructureProposal &proposal,
        const Result<std::optional<operations::StructureOutcome>> &outcome);
    void askFolder();
    void write(const QString &folder);

    ConnectionController *m_connection;
    TaskList *m_tasks;
    QWidget *m_page;
    quint32 m_oid = 0;
    QString m_schema;
    std::function<QString()> m_folder;
    connection::SessionJobs m_jobs;
    TaskHandle m_task;
    QPointer<StructureForm> m_form;
    QList<QAction *> m_actions;
};

} // namespace howdah::ui
