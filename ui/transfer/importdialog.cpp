// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/importdialog.h"

#include "base/figures.h"
#include "base/propagate.h"
#include "base/whendone.h"
#include "common/quantities.h"
#include "common/statestack.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "operations/rowimport.h"
#include "transfer/previewmodel.h"
#include "transfer/transferpanel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QLineEdit>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using data::BulkFormat;
using data::TextEncoding;

namespace {

// On the thread of the run.
Result<TransferOutcome> importFile(
    connection::Session &session, const operations::RowImport &import, const QString &path, bool replaces,
    const TransferRun::Notify &notify, const std::stop_token &stop)
{
    operations::GivenAnswer decision(replaces, ImportDialog::tr("Choose another file for the rejected rows."));
    ASSIGN_OR_RETURN(const auto report, operations::importFile(session, import, path, decision, notify, stop));
    TransferOutcome outcome{.rows = report.read, .milliseconds = report.milliseconds, .import = report};
    if (report.rejected > 0)
        outcome.rejectFile = import.rejects;
    return outcome;
}

// For a sentence that goes on.
QString sequenceWords(const data::SequenceBehind &sequence)
{
    const QString highest = QString::fromLatin1(sequence.highest);
    if (sequence.moved)
        return ImportDialog::tr("the sequence of %1 was advanced to %2").arg(sequence.column, highest);
    return ImportDialog::tr("the next value of the sequence of %1 is %2, although there are values up to %3")
        .arg(sequence.column, QString::fromLatin1(sequence.next), highest);
}

} // namespace

ImportDialog::ImportDialog(
    ConnectionController *connection, TaskList *tasks, const data::RelationShape &shape, QWidget *parent)
    : DialogFrame({.title = tr("Import"), .heading = {}, .text = {}}, parent)
    , m_connection(connection)
    , m_shape(shape)
    , m_run(new TransferRun(connection, tasks, this))
    , m_panel(new TransferPanel(m_run))
    , m_mapping(new MappingModel(this))
    , m_rows(new PreviewModel(this))
    , m_file(new QLineEdit)
    , m_choose(button(tr("Choose…")))
    , m_format(new QComboBox)
    , m_encoding(new QComboBox)
    , m_delimiter(new QComboBox)
    , m_header(new QCheckBox(tr("First line contains column names")))
    , m_null(new QLineEdit)
    , m_bareN(new QComboBox)
    , m_leaveOut(button(tr("Skip fields without a column")))
    , m_policy(new QComboBox)
    , m_rejects(new QLineEdit)
    , m_rejectsNote(mutedLabel())
    , m_upsert(new QCheckBox(tr("Update existing rows, by")))
    , m_key(new QComboBox)
    , m_advance(new QCheckBox(tr("Advance sequences past the imported values")))
    , m_encodingNote(mutedLabel())
    , m_obstacle(mutedLabel())
{
    setObjectName(u"importDialog"_s);
    m_pool.setMaxThreadCount(1);
    setElidedHeading(tr("Import into %1.%2").arg(m_shape.schema, m_shape.name));
    buildFile();
    buildDialect();
    m_states = new StateStack(buildTables());
    content()->addWidget(m_states, 1);
    buildPolicy();
    content()->addWidget(m_panel);
    buildButtons();
    connect(m_run, &TransferRun::finished, this, &ImportDialog::ended);
    connect(m_run, &TransferRun::progressed, this, &ImportDialog::update);
    connect(m_mapping, &MappingModel::mappingChanged, this, &ImportDialog::update);
    m_states->showEmpty(
        {u"document-import"_s,
         tr("No file yet"),
         tr("Choose a CSV, TSV, JSON, NDJSON or COPY file to preview its rows."),
         {}});
    resizeWithin({900, 640});
    readTarget();
    // It comes with each second of the time, too.
    connect(
        &m_connection->productionLock(), &ProductionLock::changed, this,
        [this, before = m_connection->guard().isLocked()]() mutable {
            const bool locked = m_connection->guard().isLocked();
            if (std::exchange(before, locked) != locked)
                lockChanged();
        });
    update();
}

ImportDialog::~ImportDialog()
{
    // A dialog hides itself while it goes, which takes the focus from the field: that is no new file.
    m_file->disconnect(this);
    m_pool.waitForDone();
}

// ---- the table

void ImportDialog::readTarget()
{
    if (m_session || m_target)
        return;
    m_targetError.reset();
    auto session = m_connection->takeSession(connection::SessionRole::Write, u"transfer"_s);
    if (!session) {
        m_targetError = session.error();
        return;
    }
    m_session = *std::move(session);
    whenDone(this, m_session->pipeline(data::editTargetStatements(m_shape)), [this](const auto &answer) {
        m_session.reset();
        auto target = answer ? data::editTargetOf(m_shape, *answer) : Result<data::EditTarget>(fail(answer.error()));
        if (target) {
            m_target = *std::move(target);
            showKeys();
        } else {
            m_targetError = target.error();
        }
        look();
        update();
    });
}

// What was asked of a server that was locked was not answered.
void ImportDialog::lockChanged()
{
    if (!m_connection->guard().isLocked() && !m_target) {
        readTarget();
        look();
    }
    update();
}

void ImportDialog::showKeys()
{
    m_key->clear();
    for (size_t i = 0; i < m_shape.indexes.size(); ++i) {
        const data::IndexShape &index = m_shape.indexes[i];
        if (!index.unique)
            continue;
        QStringList names;
        for (const int column : index.columns)
            names << m_shape.columns[size_t(column)].name;
        m_key->addItem(names.join(u", "_s), int(i));
        if (index.primary)
            m_key->setCurrentIndex(m_key->count() - 1);
    }
}

// ---- the file

void ImportDialog::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("Import"), QFileInfo(m_path).absolutePath());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Rows (*.csv *.tsv *.tab *.txt *.json *.ndjson *.jsonl *.copy)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &ImportDialog::setFile);
    dialog->open();
}

void ImportDialog::setFile(const QString &path)
{
    m_path = path;
    m_file->setText(path);
    m_dialect = {};
    m_leavesOutUnknown = false;
    m_rejects->setText(path.isEmpty() ? QString() : path + u".rejected.csv"_s);
    m_panel->clear();
    offerImport(true);
    look();
}

void ImportDialog::look()
{
    m_preview.reset();
    if (m_targetError) {
        m_states->showFailed(*m_targetError);
    } else if (!m_path.isEmpty() && m_target) {
        m_states->showLoading(tr("Reading the start of the file"));
        const auto work = [path = m_path, dialect = m_dialect, target = *m_target] {
            return operations::previewImport(path, dialect, target);
        };
        m_looks.ask(this, QtConcurrent::run(&m_pool, work), [this](const Result<data::ImportPreview> &preview) {
            looked(preview);
        });
    }
    update();
}

void ImportDialog::looked(const Result<data::ImportPreview> &preview)
{
    if (preview && preview->rows.empty() && preview->error) {
        m_states->showFailed(*preview->error, [this] { look(); });
    } else if (preview && preview->fields.empty()) {
        m_states->showEmpty({u"document-import"_s, tr("There are no rows in this file"), {}, {}});
    } else if (preview) {
        m_preview = std::make_shared<const data::ImportPreview>(*preview);
        m_rows->setPreview(m_preview);
        m_mapping->setPreview(m_preview, *m_target);
        m_states->setStale(preview->error ? describe(*preview->error) : QString());
        m_states->showContent();
        showDialect();
    } else {
        m_states->showFailed(preview.error(), [this] { look(); });
    }
    update();
    Q_EMIT previewed();
}

void ImportDialog::showDialect()
{
    const data::ImportDialect &dialect = m_preview->dialect;
    m_format->setCurrentIndex(m_format->findData(int(*dialect.format)));
    m_encoding->setCurrentIndex(m_encoding->findData(int(*dialect.encoding)));
    m_delimiter->setCurrentIndex(m_delimiter->findData(int(*dialect.delimiter)));
    m_header->setChecked(*dialect.header);
    m_null->setText(QString::fromUtf8(*dialect.null));
    const bool older = *dialect.encoding == TextEncoding::Windows1252 || *dialect.encoding == TextEncoding::Latin1;
    m_encodingNote->setText(
        tr("The file is not UTF-8 and is read as %1. Choose another encoding if characters look wrong.")
            .arg(data::encodingName(*dialect.encoding)));
    m_encodingNote->setVisible(older && !m_preview->isEncodingSaid);
    // Stays once it was asked, so that the answer can be changed.
    if (m_preview->bareN > 0 || m_path != m_bareNPath)
        m_bareN->setVisible(m_preview->bareN > 0);
    if (m_preview->bareN > 0) {
        m_bareN->setCurrentIndex(0);
        m_bareNPath = m_path;
    }
}

// ---- importing

data::ImportRequest ImportDialog::request(bool rehearse) const
{
    data::ImportRequest request = data::requestOf(*m_preview, *m_target);
    const std::vector<int> &targets = m_mapping->targets();
    for (size_t field = 0; field < targets.size(); ++field) {
        if (field < request.fields.size())
            request.fields[field] = targets[field];
        else
            request.members[m_preview->fields[field].name.toUtf8()] = targets[field];
    }
    request.policy = m_policy->currentIndex() == 0 ? data::ErrorPolicy::AllOrNothing : data::ErrorPolicy::Reject;
    request.rehearse = rehearse;
    request.leavesOutUnknown = m_leavesOutUnknown;
    request.advancesSequences = m_advance->isChecked();
    if (m_upsert->isChecked())
        request.upsertKey = m_shape.indexes[size_t(m_key->currentData().toInt())].columns;
    return request;
}

// What has been imported is not imported a second time by Return, nor by a hurried click.
void ImportDialog::offerImport(bool first)
{
    m_accept->setText(first ? tr("Import") : tr("Import again"));
    m_close->setDefault(!first);
    m_accept->setProperty("role", first ? u"primary"_s : QString());
    m_close->setProperty("role", first ? QString() : u"primary"_s);
    for (QPushButton *one : {m_accept, m_close}) {
        one->style()->unpolish(one);
        one->style()->polish(one);
    }
}

QString ImportDialog::rejectsFile() const { return m_rejects->text().trimmed(); }

QString ImportDialog::obstacle() const
{
    if (m_target && m_connection->guard().isLocked())
        return tr("%1 is locked for writing").arg(m_connection->label());
    if (!m_target || !m_preview)
        return m_path.isEmpty() ? tr("Choose a file") : QString();
    if (!m_target->canInsert)
        return m_target->refusal.isEmpty() ? tr("Rows cannot be added to this table") : m_target->refusal;
    if (m_policy->currentIndex() == 1 && rejectsFile().isEmpty())
        return tr("A file is needed for rejected rows");
    if (m_preview->bareN > 0)
        return tr("Line %L1 has unquoted \\N: choose above whether it means NULL or text").arg(m_preview->bareN);
    return m_mapping->problem();
}

void ImportDialog::setRejecting(bool rejecting, const QString &file)
{
    m_policy->setCurrentIndex(rejecting ? 1 : 0);
    if (!file.isEmpty())
        m_rejects->setText(file);
}

void ImportDialog::setUpsert(bool upsert) { m_upsert->setChecked(upsert); }

void ImportDialog::setAdvancing(bool advancing) { m_advance->setChecked(advancing); }

void ImportDialog::update()
{
    const bool running = m_run->isRunning();
    const QString obstacle = this->obstacle();
    const bool ready = m_target && m_preview && obstacle.isEmpty() && !running;
    m_obstacle->setText(running ? QString() : obstacle);
    m_obstacle->setVisible(!m_obstacle->text().isEmpty());
    m_accept->setEnabled(ready);
    m_rehearse->setEnabled(ready);
    m_leaveOut->setVisible(!running && m_target && m_preview && m_mapping->hasUnknown());
    m_bareN->setEnabled(!running && m_preview);
    const auto format = m_preview ? m_preview->dialect.format : std::nullopt;
    const bool delimited = format != BulkFormat::Json && format != BulkFormat::NdJson;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_file, m_choose, m_states, m_policy})
        widget->setEnabled(!running);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_format, m_encoding})
        widget->setEnabled(!running && m_preview);
    for (QWidget *widget : std::initializer_list<QWidget *>{m_header, m_null})
        widget->setEnabled(!running && m_preview && delimited);
    m_delimiter->setEnabled(!running && (format == BulkFormat::Csv || format == BulkFormat::Copy));
    m_advance->setEnabled(!running);
    const bool rejects = m_policy->currentIndex() == 1;
    m_rejects->setEnabled(!running && rejects);
    m_rejectsNote->setVisible(rejects && QFileInfo(rejectsFile()).isFile());
    m_upsert->setEnabled(!running && m_key->count() > 0);
    m_key->setEnabled(!running && m_upsert->isChecked());
}

void ImportDialog::start(bool rehearse)
{
    if (!m_accept->isEnabled())
        return;
    m_rehearsal = rehearse;
    const QString rejects = m_policy->currentIndex() == 1 ? rejectsFile() : QString();
    // Triggers of the table find what they name where the database says; what is ours names it all.
    m_run->start(
        connection::SessionRole::Save, tr("Importing into %1").arg(m_shape.name), {.bytes = QFileInfo(m_path).size()},
        [import = operations::RowImport{request(rehearse), rejects}, path = m_path,
         replaces = m_rejectsNote->isVisibleTo(this)](
            connection::Session &session, const TransferRun::Notify &notify, const std::stop_token &stop) {
            return importFile(session, import, path, replaces, notify, stop);
        });
}

void ImportDialog::ended(const Result<TransferOutcome> &outcome)
{
    update();
    if (!outcome) {
        m_panel->showFailed(outcome.error());
        return;
    }
    const data::ImportReport &report = *outcome->import;
    QString text = tr("%1 read = %2 written + %3 rejected")
                       .arg(rowsWord(report.read), countText(report.written), countText(report.rejected));
    if (m_upsert->isChecked())
        text += tr("; %1 inserted, %2 updated").arg(countText(report.inserted), countText(report.updated));
    for (const data::SequenceBehind &sequence : report.sequences)
        text += u"; "_s + sequenceWords(sequence);
    if (m_rehearsal)
        text = tr("Dry run, nothing was written: %1").arg(text);
    m_panel->showDone(text, {}, outcome->rejectFile);
    m_close->setFocus();
    if (m_rehearsal || report.written == 0)
        return;
    offerImport(false);
    Q_EMIT imported();
}

// Esc ends what runs first.
void ImportDialog::reject()
{
    if (m_run->isRunning())
        m_run->cancel();
    else
        QDialog::reject();
}

} // namespace howdah::ui
