// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the page of dashboards: SQL, pictures and tables.
#include "common/icons.h"
#include "common/sqlview.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardpage.h"

#include <QClipboard>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static PictureFormat pictureFormat(PanelExport form)
{
    if (form == PanelExport::Svg)
        return PictureFormat::Svg;
    return form == PanelExport::Pdf ? PictureFormat::Pdf : PictureFormat::Png;
}

static PictureOptions optionsFor(const QWidget *page, const QString &database, double scale)
{
    PictureOptions options;
    options.palette = page->palette();
    options.database = database;
    options.scale = scale;
    return options;
}

// The statement that was asked: of the rollup or the sample when that answered.
void DashboardPage::showSql(PanelCard *card)
{
    const auto asked = question();
    if (!asked || !m_shown)
        return;
    metrics::PanelRequest request{
        m_shown.get(), &card->definition(), asked->contextFor(card->definition()), asked->filters};
    if (card->answer()) {
        request = card->answer()->question.request();
        if (card->answer()->outcome.state == metrics::PanelOutcome::State::Shown) {
            request.context.precision = card->answer()->outcome.data.precision;
            request.context.sampleShare = card->answer()->outcome.data.sampleShare;
        }
    }
    delete m_dialog;
    auto *dialog = new QDialog(this);
    m_dialog = dialog;
    dialog->setObjectName(u"sql"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(tr("SQL of %1").arg(card->definition().title));
    dialog->resize(760, 460);
    auto *column = new QVBoxLayout(dialog);
    column->setContentsMargins(space::group, space::group, space::group, space::group);
    column->setSpacing(space::inside);
    auto *view = new SqlView;
    view->setSql(metrics::readablePanelSql(request));
    column->addWidget(view, 1);
    auto *row = new QHBoxLayout;
    QPushButton *copy = button(tr("Copy"), ButtonRole::Primary);
    copy->setObjectName(u"copy"_s);
    QPushButton *close = button(tr("Close"));
    row->addStretch(1);
    row->addWidget(close);
    row->addWidget(copy);
    column->addLayout(row);
    connect(copy, &QPushButton::clicked, view, [view] { QGuiApplication::clipboard()->setText(view->sql()); });
    connect(close, &QPushButton::clicked, dialog, &QDialog::close);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

// ---- asking where to

static QFileDialog *saveDialog(QWidget *page, const QString &title, const QString &file, const QString &suffix)
{
    auto *dialog = new QFileDialog(page, title);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(file + u'.' + suffix);
    return dialog;
}

void DashboardPage::askPanelFile(PanelCard *card, PanelExport form)
{
    QFileDialog *dialog = saveDialog(this, tr("Export the panel"), card->id(), suffixOf(form));
    m_dialog = dialog;
    connect(dialog, &QFileDialog::fileSelected, this, [this, card = QPointer(card), form](const QString &path) {
        if (card)
            exportPanel(card, form, path, [this, path](const Result<int> &written) { report(written, path); });
    });
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void DashboardPage::askPictureFile(PictureFormat format, double scale)
{
    if (!m_shown)
        return;
    QFileDialog *dialog = saveDialog(this, tr("Export the dashboard"), m_shown->id, ui::suffixOf(format));
    m_dialog = dialog;
    connect(dialog, &QFileDialog::fileSelected, this, [this, format, scale](const QString &path) {
        exportPicture(format, scale, path, [this, path](const Result<int> &written) { report(written, path); });
    });
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void DashboardPage::askFolder(PanelExport form)
{
    auto *dialog = new QFileDialog(this, tr("Folder for a file of each panel"));
    m_dialog = dialog;
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, form](const QString &folder) {
        exportTables(form, folder, [this, folder](const Result<int> &written) {
            if (written)
                tell(Tone::Applied, tr("%n file(s) written into %1", nullptr, *written).arg(folder));
            else
                tell(Tone::Failed, written.error().message);
        });
    });
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void DashboardPage::report(const Result<int> &written, const QString &path)
{
    if (written)
        tell(Tone::Applied, tr("%1 was written.").arg(path));
    else
        tell(Tone::Failed, written.error().message);
}

// ---- writing

void DashboardPage::exportPanel(PanelCard *card, PanelExport form, const QString &path, ExportJob::Done done)
{
    const std::shared_ptr<const PanelAnswer> answer = card->answer();
    const bool isTable = form == PanelExport::Csv || form == PanelExport::Json;
    if (!answer || (isTable && !card->shown())) {
        done(fail(ErrorKind::NotFound, tr("The panel \"%1\" shows nothing yet").arg(card->definition().title)));
        return;
    }
    if (isTable) {
        ExportJob::writeTables(m_board, {{path, card->shown()}}, form, std::move(done));
        return;
    }
    ExportJob::writePicture(
        m_board, answer,
        paintingOf(
            PanelPicture{answer->question.request(), answer->outcome}, pictureFormat(form),
            optionsFor(this, m_services.connection->label(), 2), m_board->styles()),
        path, std::move(done));
}

void DashboardPage::exportPicture(PictureFormat format, double scale, const QString &path, ExportJob::Done done)
{
    if (!m_shown) {
        done(fail(ErrorKind::NotFound, tr("No dashboard is open")));
        return;
    }
    ExportJob::writePicture(
        m_board, m_board->dashboard(),
        paintingOf(
            *m_shown, m_board->pictures(), format, optionsFor(this, m_services.connection->label(), scale),
            m_board->styles()),
        path, std::move(done));
}

// Panels that show nothing leave no file.
void DashboardPage::exportTables(PanelExport form, const QString &folder, ExportJob::Done done)
{
    ExportJob::Tables tables;
    for (const PanelCard *card : m_board->cards()) {
        if (card->shown())
            tables.emplace_back(QDir(folder).filePath(card->id() + u'.' + suffixOf(form)), card->shown());
    }
    ExportJob::writeTables(m_board, std::move(tables), form, std::move(done));
}

} // namespace howdah::ui
