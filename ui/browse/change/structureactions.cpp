// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "browse/change/structureactions.h"

#include "base/figures.h"
#include "base/whendone.h"
#include "browse/change/changereview.h"
#include "browse/change/tableform.h"
#include "catalog/identifier.h"
#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "connect/givennames.h"
#include "value/valuetext.h"

#include <QAction>
#include <QFileDialog>
#include <QMenu>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace howdah::ui {

StructureActions::StructureActions(ConnectionController *connection, TaskList *tasks, QWidget *page)
    : QObject(page)
    , m_connection(connection)
    , m_tasks(tasks)
    , m_page(page)
{
    makeActions();
    connect(connection, &ConnectionController::stateChanged, this, &StructureActions::updateActions);
    connect(connection, &ConnectionController::catalogChanged, this, &StructureActions::updateActions);
    connect(&connection->productionLock(), &ProductionLock::changed, this, &StructureActions::updateActions);
    updateActions();
}

StructureActions::~StructureActions() { delete m_form; }

QAction *StructureActions::make(const QString &name, const QString &text, void (StructureActions::*slot)())
{
    auto *action = new QAction(text, this);
    action->setObjectName(name);
    connect(action, &QAction::triggered, this, slot);
    m_actions << action;
    return action;
}

void StructureActions::makeActions()
{
    make(u"alterTable"_s, tr("Alter table…"), &StructureActions::alterTable)->setIcon(icon(u"document-edit"));
    make(u"createIndex"_s, tr("Create index…"), &StructureActions::createIndex);
    make(u"addConstraint"_s, tr("Add constraint…"), &StructureActions::addConstraint);
    make(u"renameRelation"_s, tr("Rename…"), &StructureActions::rename);
    make(u"commentRelation"_s, tr("Comment…"), &StructureActions::comment);
    make(u"truncateTable"_s, tr("Truncate…"), &StructureActions::truncate);
    make(u"dropRelation"_s, tr("Drop…"), &StructureActions::drop);
    make(u"createTable"_s, tr("Create table…"), &StructureActions::createTable)->setIcon(icon(u"list-add"));
}

QList<QAction *> StructureActions::actions() const { return m_actions; }

QAction *StructureActions::action(const QString &name) const
{
    const auto found = std::ranges::find_if(m_actions, [&](const QAction *one) { return one->objectName() == name; });
    return found == m_actions.end() ? nullptr : *found;
}

void StructureActions::fill(QMenu *menu) const
{
    menu->setToolTipsVisible(true);
    for (QAction *one : m_actions) {
        if (one->objectName() == "renameRelation"_L1 || one->objectName() == "createTable"_L1)
            menu->addSeparator();
        menu->addAction(one);
    }
}

void StructureActions::setRelation(quint32 oid, const QString &schema)
{
    m_oid = oid;
    m_schema = schema;
    updateActions();
}

catalog::Snapshot StructureActions::catalogNow() const
{
    const catalog::Snapshot catalog = m_connection->catalog();
    return catalog && catalog->stage == catalog::Stage::Complete ? catalog : nullptr;
}

const catalog::Relation *StructureActions::relation() const
{
    const catalog::Snapshot catalog = m_connection->catalog();
    return catalog ? catalog->relation(m_oid) : nullptr;
}

// Why nothing can be run; a migration can be written all the same.
QString StructureActions::whyReadOnly() const
{
    if (m_connection->guard().isLocked())
        return tr("Production is locked. Unlock it to run this; you can still make a migration of it.");
    if (m_connection->facts().inRecovery)
        return tr("This server is a standby: it only reads.");
    if (m_connection->facts().readOnly && !m_connection->guard().isGuarded())
        return tr("This connection is read-only.");
    return {};
}

operations::StructurePlace StructureActions::place() const
{
    return {m_connection->target(), m_connection->guard().isGuarded()};
}

void StructureActions::updateActions()
{
    const bool stands = m_connection->isConnected() && catalogNow();
    const catalog::Relation *one = relation();
    const bool isTable =
        one
        && (one->kind == catalog::RelationKind::Table || one->kind == catalog::RelationKind::PartitionedTable
            || one->kind == catalog::RelationKind::ForeignTable);
    const bool hasIndexes =
        one && (one->kind == catalog::RelationKind::Table || one->kind == catalog::RelationKind::PartitionedTable);
    const bool canIndex = hasIndexes || (one && one->kind == catalog::RelationKind::MaterializedView);
    for (QAction *action : m_actions) {
        const QString name = action->objectName();
        const bool fits = name == "createTable"_L1   ? true
                        : name == "alterTable"_L1    ? isTable
                        : name == "createIndex"_L1   ? canIndex
                        : name == "addConstraint"_L1 ? hasIndexes
                        : name == "truncateTable"_L1 ? hasIndexes
                                                     : one != nullptr;
        const QString why = !stands       ? tr("The database objects are not loaded yet")
                          : !one && !fits ? tr("Choose a table first")
                          : one && one->isInternal() && name != "createTable"_L1
                              ? tr("It belongs to the extension %1").arg(one->extension)
                          : !fits ? tr("Not for this kind of object")
                                  : QString();
        action->setEnabled(why.isEmpty());
        action->setToolTip(why.isEmpty() ? whyReadOnly() : why);
    }
    if (m_form)
        m_form->setReadOnly(whyReadOnly());
}

// ---- forms

void StructureActions::open(StructureForm *form)
{
    delete m_form;
    m_form = form;
    form->setReadOnly(whyReadOnly());
    connect(form, &StructureForm::runWanted, this, &StructureActions::review);
    connect(form, &StructureForm::migrationWanted, this, &StructureActions::askFolder);
    Q_EMIT formOpened(form);
    form->open();
}

void StructureActions::createTable()
{
    if (const catalog::Snapshot catalog = catalogNow()) {
        const catalog::Relation *beside = relation();
        const QString schema = beside ? beside->schema : m_schema.isEmpty() ? u"public"_s : m_schema;
        open(new TableForm(catalog, 0, schema, m_page));
    }
}

void StructureActions::alterTable()
{
    const catalog::Snapshot catalog = catalogNow();
    if (!catalog || !relation())
        return;
    auto *form = new TableForm(catalog, m_oid, {}, m_page);
    connect(form, &TableForm::dependentsWanted, this, &StructureActions::lookForDependents);
    connect(form, &TableForm::highestWanted, this, &StructureActions::lookForHighest);
    open(form);
}

void StructureActions::createIndex()
{
    if (const catalog::Snapshot catalog = catalogNow(); catalog && relation())
        open(new IndexForm(catalog, m_oid, m_page));
}

void StructureActions::addConstraint()
{
    if (const catalog::Snapshot catalog = catalogNow(); catalog && relation())
        open(new ConstraintForm(catalog, m_oid, catalog::ConstraintKind::ForeignKey, m_page));
}

void StructureActions::rename()
{
    const catalog::Snapshot catalog = catalogNow();
    if (const catalog::Relation *one = relation(); catalog && one)
        open(new TextForm(
            catalog, {catalog::ObjectKind::Relation, one->oid, 0}, TextForm::Kind::Name, one->name, m_page));
}

void StructureActions::comment()
{
    const catalog::Snapshot catalog = catalogNow();
    if (const catalog::Relation *one = relation(); catalog && one)
        open(new TextForm(
            catalog, {catalog::ObjectKind::Relation, one->oid, 0}, TextForm::Kind::Comment, one->comment, m_page));
}

void StructureActions::openDrop(const QString &title, const catalog::StructureChange &change)
{
    if (const catalog::Snapshot catalog = catalogNow()) {
        open(new DropForm(catalog, title, change, m_page));
        lookForDependents();
    }
}

void StructureActions::drop()
{
    if (const catalog::Relation *one = relation())
        openDrop(
            tr("Drop %1 %2").arg(catalog::kindName(one->kind), catalog::qualifiedName(one->schema, one->name)),
            catalog::DropObject{{catalog::ObjectKind::Relation, one->oid, 0}});
}

void StructureActions::truncate()
{
    if (const catalog::Relation *one = relation())
        openDrop(
            tr("Truncate %1").arg(catalog::qualifiedName(one->schema, one->name)), catalog::TruncateTable{one->oid});
}

void StructureActions::fillPart(QMenu *menu, const Part &part)
{
    const catalog::Snapshot catalog = catalogNow();
    if (!catalog || !relation())
        return;
    catalog::ObjectRef object{part.kind, m_oid, 0};
    QString comment;
    bool isValid = true;
    if (part.kind == catalog::ObjectKind::Index) {
        for (const catalog::Index &one : catalog->indexesOf(m_oid)) {
            if (one.name == part.name)
                std::tie(object.oid, comment) = std::tuple(one.oid, one.comment);
        }
    } else {
        for (const catalog::Constraint &one : catalog->constraintsOf(m_oid)) {
            if (one.name == part.name)
                std::tie(object.oid, comment, isValid) = std::tuple(one.oid, one.comment, one.validated);
        }
    }
    if (object.oid == 0)
        return;
    menu->setToolTipsVisible(true);
    const auto add = [this, menu](const QString &name, const QString &text, auto slot) {
        QAction *action = menu->addAction(text);
        action->setObjectName(name);
        action->setToolTip(whyReadOnly());
        connect(action, &QAction::triggered, this, slot);
    };
    const QString shown = singleLine(part.name, 40);
    // Not of a partitioned table: PostgreSQL refuses CONCURRENTLY there.
    const bool isAlone =
        object.kind == catalog::ObjectKind::Index && relation()->kind != catalog::RelationKind::PartitionedTable;
    if (!isValid)
        add(u"validate"_s, tr("Validate “%1”…").arg(shown), [this, object] {
            openDrop(tr("Validate the constraint"), catalog::ValidateConstraint{object.relation, object.oid});
        });
    add(u"renamePart"_s, tr("Rename “%1”…").arg(shown), [this, object, name = part.name] {
        if (const catalog::Snapshot now = catalogNow())
            open(new TextForm(now, object, TextForm::Kind::Name, name, m_page));
    });
    add(u"commentPart"_s, tr("Comment on “%1”…").arg(shown), [this, object, comment] {
        if (const catalog::Snapshot now = catalogNow())
            open(new TextForm(now, object, TextForm::Kind::Comment, comment, m_page));
    });
    add(u"dropPart"_s, tr("Drop “%1”…").arg(shown), [this, object, isAlone, name = part.name] {
        openDrop(tr("Drop %1").arg(name), catalog::DropObject{object, false, isAlone});
    });
}

// ---- what the server says of it

void StructureActions::lookForDependents()
{
    const QPointer form = m_form;
    const auto job = [place = place(), began = form->began(), change = form->change()] {
        return operations::findDependents(place, began, change);
    };
    whenDone(this, m_jobs.run(job), [form](const Result<operations::StructureDependents> &found) {
        if (!form)
            return;
        if (!found)
            return form->showError(found.error());
        QString rows;
        if (found->rows)
            rows = found->isExact ? tr("Holds %1 rows.").arg(countText(*found->rows))
                                  : tr("Holds about %1 rows.").arg(countText(*found->rows));
        if (auto *drop = qobject_cast<DropForm *>(form.data()))
            drop->setDependents(rows, found->names, found->further, found->views);
        else if (auto *table = qobject_cast<TableForm *>(form.data()))
            table->setDependents(
                found->names.isEmpty() ? QString()
                                       : tr("These depend on the dropped columns: %1").arg(found->names.join(u", "_s)));
    });
}

void StructureActions::lookForHighest(qint16 column)
{
    const QPointer form = qobject_cast<TableForm *>(m_form.data());
    const auto job = [place = place(), began = m_form->began(), table = m_oid, column] {
        return operations::findHighestValue(place, began, table, column);
    };
    whenDone(this, m_jobs.run(job), [form, column](const Result<std::optional<qint64>> &highest) {
        if (form)
            form->setHighest(column, highest);
    });
}

void StructureActions::review()
{
    const QPointer form = m_form;
    form->setBusy(tr("Looking what it locks and loses"));
    const auto job = [place = place(), began = form->began(), change = form->change()] {
        return operations::proposeStructure(place, began, change);
    };
    whenDone(this, m_jobs.run(job), [this, form](const Result<operations::StructureProposal> &proposal) {
        if (!form)
            return;
        form->setBusy({});
        if (proposal)
            openReview(*proposal);
        else
            form->showError(proposal.error());
    });
}

void StructureActions::openReview(const operations::StructureProposal &proposal)
{
    auto *review = new ChangeReview(proposal, m_connection->label(), m_connection->target().value(u"dbname"_s), m_form);
    connect(review, &QDialog::accepted, this, [this, review, proposal] { run(proposal, review->typedNames()); });
    Q_EMIT formOpened(review);
    review->open();
}

void StructureActions::run(const operations::StructureProposal &proposal, const QStringList &typed)
{
    if (const QString why = whyReadOnly(); !why.isEmpty()) {
        if (m_form)
            m_form->showError(makeError(ErrorKind::Permission, why)); // locked again meanwhile
        return;
    }
    // Another may be open when it is done.
    const QPointer form = m_form;
    if (form)
        form->setBusy(tr("Running"));
    m_task = m_tasks->start(proposal.script.title, [this] { m_jobs.cancel(); });
    const auto job = [place = place(), proposal, typed](const std::stop_token &stop) {
        GivenNames given(typed);
        return operations::changeStructure(place, proposal, given, {}, stop);
    };
    whenDone(
        this, m_jobs.run(job),
        [this, form, proposal](const Result<std::optional<operations::StructureOutcome>> &outcome) {
            ran(form, proposal, outcome);
        });
}

void StructureActions::ran(
    const QPointer<StructureForm> &form, const operations::StructureProposal &proposal,
    const Result<std::optional<operations::StructureOutcome>> &outcome)
{
    m_task.finish();
    if (form)
        form->setBusy({});
    if (!outcome) {
        if (form)
            form->showError(outcome.error());
        else
            Q_EMIT reported(Tone::Failed, outcome.error().message);
        return;
    }
    if (!outcome->has_value())
        return;
    const operations::StructureOutcome &done = **outcome;
    if (form)
        form->accept();
    if (done.unmet.isEmpty())
        Q_EMIT reported(
            Tone::Applied, tr("%1: done in %2.").arg(proposal.script.title, durationText(double(done.milliseconds))));
    else
        Q_EMIT reported(
            Tone::Failed,
            tr("%1 ran, but is not as it was asked for: %2").arg(proposal.script.title, done.unmet.join(u' ')));
    if (const auto *table = std::get_if<catalog::TableDraft>(&proposal.change); table && table->oid == 0)
        Q_EMIT created(table->schema, table->name);
    Q_EMIT changed(catalog::relationOf(proposal.change));
}

// ---- a migration of it

void StructureActions::askFolder()
{
    if (const QString known = m_folder ? m_folder() : QString(); !known.isEmpty())
        return write(known);
    auto *folders = new QFileDialog(m_form, tr("Your migrations folder"));
    folders->setObjectName(u"structureFolder"_s);
    folders->setAttribute(Qt::WA_DeleteOnClose);
    folders->setFileMode(QFileDialog::Directory);
    folders->setOption(QFileDialog::ShowDirsOnly);
    connect(folders, &QFileDialog::fileSelected, this, &StructureActions::write);
    Q_EMIT formOpened(folders);
    folders->open();
}

void StructureActions::write(const QString &folder)
{
    const QPointer form = m_form;
    if (!form)
        return;
    form->setBusy(tr("Writing the migration"));
    const auto job = [place = place(), folder, script = form->script()] {
        return operations::writeStructureMigration(place, folder, script);
    };
    whenDone(this, m_jobs.run(job), [this, form, folder](const Result<migration::NewMigration> &made) {
        if (form)
            form->setBusy({});
        if (!made) {
            if (form)
                form->showError(made.error());
            else
                Q_EMIT reported(Tone::Failed, made.error().message);
            return;
        }
        Q_EMIT reported(Tone::Applied, tr("%1 was written to %2.").arg(made->upFile, folder));
        if (form)
            form->accept();
        Q_EMIT written(folder);
    });
}

} // namespace howdah::ui
