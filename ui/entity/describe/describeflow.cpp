// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "entity/describe/describeflow.h"

#include "common/icons.h"
#include "common/prompter.h"
#include "connect/connectioncontroller.h"
#include "connect/entitybook.h"
#include "entity/describe/describedialog.h"
#include "operations/entities/savemodel.h"

#include <QAction>
#include <QFileInfo>
#include <QRegularExpression>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::ModelReplacing;

namespace {

// Schemas with something to describe.
QStringList schemasOf(const catalog::Catalog &catalog)
{
    QStringList names;
    for (const catalog::Schema &schema : catalog.schemas) {
        const bool hasTables = std::ranges::any_of(catalog.relationsIn(schema.name), [](const auto &relation) {
            return relation.kind == catalog::RelationKind::Table
                || relation.kind == catalog::RelationKind::PartitionedTable;
        });
        if (hasTables)
            names << schema.name;
    }
    return names;
}

QString fileNameOf(const QString &database)
{
    static const QRegularExpression other(u"[^\\w.-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    QString name = database;
    name.replace(other, u"-"_s);
    return name.isEmpty() || name.startsWith(u'.') ? u"database"_s : name;
}

} // namespace

DescribeFlow::DescribeFlow(const PageServices &services, QWidget *window)
    : QObject(window)
    , m_services(services)
    , m_window(window)
    , m_action(new QAction(icon(u"document-edit"_s), tr("Describe this database…"), this))
{
    m_action->setObjectName(u"describeDatabase"_s);
    m_action->setToolTip(tr("Propose what its tables mean, put it right, and save it as a model"));
    connect(m_action, &QAction::triggered, this, &DescribeFlow::begin);
    connect(m_services.connection, &ConnectionController::catalogChanged, this, &DescribeFlow::follow);
    connect(m_services.connection, &ConnectionController::stateChanged, this, &DescribeFlow::follow);
    follow();
}

DescribeFlow::~DescribeFlow() { delete m_dialog; }

DescribeDialog *DescribeFlow::dialog() const { return m_dialog; }

void DescribeFlow::follow()
{
    const auto catalog = m_services.connection->catalog();
    const bool isWhole = catalog && catalog->stage == catalog::Stage::Complete;
    m_action->setEnabled(m_services.connection->isConnected() && isWhole);
}

void DescribeFlow::begin()
{
    if (m_dialog) {
        m_dialog->raise();
        m_dialog->activateWindow();
        return;
    }
    const auto catalog = m_services.connection->catalog();
    if (!catalog)
        return;
    m_dialog = new DescribeDialog(
        schemasOf(*catalog), entity::schemaToDescribe(*catalog), fileNameOf(catalog->database), m_window);
    connect(m_dialog, &DescribeDialog::draftWanted, this, &DescribeFlow::draft);
    connect(m_dialog, &DescribeDialog::saveWanted, this, &DescribeFlow::askToSave);
    m_dialog->open();
    draft();
}

void DescribeFlow::draft()
{
    const auto catalog = m_services.connection->catalog();
    if (!m_dialog || !catalog)
        return;
    const auto future =
        QtConcurrent::run([catalog, schema = m_dialog->schema()] { return entity::makeDraft(*catalog, schema); });
    m_drafting.ask(this, future, [this](const entity::ModelDraft &draft) {
        if (m_dialog)
            m_dialog->setDraft(draft);
    });
}

void DescribeFlow::askToSave()
{
    const Result<QString> path = operations::modelPath(m_dialog->name());
    if (!path) {
        m_dialog->showError(describe(path.error()));
        return;
    }
    if (!QFileInfo::exists(*path)) {
        save(false);
        return;
    }
    const Question question{
        .title = tr("Replace %1?").arg(QFileInfo(*path).fileName()),
        .text = tr("A model of this name is in your folder already. What it says is lost: %1").arg(*path),
        .acceptText = tr("Replace"),
        .tone = Tone::Failed};
    m_services.prompter->confirm(m_dialog, question, [this](bool isMeant) {
        if (isMeant && m_dialog)
            save(true);
    });
}

void DescribeFlow::save(bool replaces)
{
    m_dialog->setSaving(true);
    const auto future = QtConcurrent::run([name = m_dialog->name(), yaml = m_dialog->yaml(), replaces] {
        return operations::saveModel(name, yaml, replaces ? ModelReplacing::Replace : ModelReplacing::Refuse);
    });
    m_saving.ask(this, future, [this](const Result<QString> &saved) {
        if (!saved) {
            if (m_dialog) {
                m_dialog->setSaving(false);
                m_dialog->showError(describe(saved.error()));
            }
            return;
        }
        m_services.connection->entityBook().readFilesAgain();
        if (m_dialog)
            m_dialog->accept();
        Q_EMIT reported(Tone::Applied, tr("The database is described by %1, and can be changed there.").arg(*saved));
    });
}

} // namespace howdah::ui
