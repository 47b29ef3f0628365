// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/dashboardexports.h"

#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardboard.h"

#include <QAction>
#include <QDir>
#include <QFileDialog>
#include <QPointer>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static PictureFormat pictureFormat(PanelExport form)
{
    if (form == PanelExport::Svg)
        return PictureFormat::Svg;
    return form == PanelExport::Pdf ? PictureFormat::Pdf : PictureFormat::Png;
}

PictureOptions DashboardExports::optionsFor(double scale) const
{
    PictureOptions options;
    options.palette = m_page->palette();
    options.database = m_connection->label();
    options.scale = scale;
    options.values = m_board->values();
    return options;
}

DashboardExports::DashboardExports(DashboardBoard *board, ConnectionController *connection, QWidget *page)
    : QObject(page)
    , m_board(board)
    , m_connection(connection)
    , m_page(page)
{
    const auto add = [this](const QString &text, auto what) {
        auto *action = new QAction(icon(u"document-export"), text, this);
        connect(action, &QAction::triggered, this, what);
        m_actions << action;
    };
    add(tr("Export the dashboard as PNG"), [this] { askPictureFile(PictureFormat::Png, 1); });
    add(tr("Export the dashboard as PNG (2x)"), [this] { askPictureFile(PictureFormat::Png, 2); });
    add(tr("Export the dashboard as PNG (3x)"), [this] { askPictureFile(PictureFormat::Png, 3); });
    add(tr("Export the dashboard as SVG"), [this] { askPictureFile(PictureFormat::Svg, 1); });
    add(tr("Export the dashboard as PDF"), [this] { askPictureFile(PictureFormat::Pdf, 1); });
    add(tr("Export all panels as CSV, one file each"), [this] { askFolder(PanelExport::Csv); });
    add(tr("Export all panels as JSON, one file each"), [this] { askFolder(PanelExport::Json); });
}

void DashboardExports::setEnabled(bool enabled)
{
    for (QAction *action : std::as_const(m_actions))
        action->setEnabled(enabled);
}

// ---- asking where to

QFileDialog *DashboardExports::saveDialog(const QString &title, const QString &file, const QString &suffix)
{
    auto *dialog = new QFileDialog(m_page, title);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    dialog->selectFile(file + u'.' + suffix);
    return dialog;
}

void DashboardExports::open(QFileDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void DashboardExports::askPanelFile(PanelCard *card, PanelExport form)
{
    QFileDialog *dialog = saveDialog(tr("Export the panel"), card->id(), suffixOf(form));
    connect(dialog, &QFileDialog::fileSelected, this, [this, card = QPointer(card), form](const QString &path) {
        if (card)
            exportPanel(card, form, path, [this, path](const Result<int> &written) { report(written, path); });
    });
    open(dialog);
}

void DashboardExports::askPictureFile(PictureFormat format, double scale)
{
    if (!m_board->dashboard())
        return;
    QFileDialog *dialog = saveDialog(tr("Export the dashboard"), m_board->dashboard()->id, ui::suffixOf(format));
    connect(dialog, &QFileDialog::fileSelected, this, [this, format, scale](const QString &path) {
        exportPicture(format, scale, path, [this, path](const Result<int> &written) { report(written, path); });
    });
    open(dialog);
}

void DashboardExports::askFolder(PanelExport form)
{
    auto *dialog = new QFileDialog(m_page, tr("Folder for one file per panel"));
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, [this, form](const QString &folder) {
        exportTables(form, folder, [this, folder](const Result<int> &written) {
            if (written)
                Q_EMIT reported(Tone::Applied, tr("%n file(s) written to %1", nullptr, *written).arg(folder));
            else
                Q_EMIT reported(Tone::Failed, written.error().message);
        });
    });
    open(dialog);
}

void DashboardExports::report(const Result<int> &written, const QString &path)
{
    if (written)
        Q_EMIT reported(Tone::Applied, tr("%1 was written.").arg(path));
    else
        Q_EMIT reported(Tone::Failed, written.error().message);
}

// ---- writing

void DashboardExports::exportPanel(PanelCard *card, PanelExport form, const QString &path, ExportJob::Done done)
{
    const std::shared_ptr<const PanelAnswer> &answer = card->answer();
    const bool isTable = form == PanelExport::Csv || form == PanelExport::Json;
    if (!answer || (isTable && !card->shown())) {
        done(fail(ErrorKind::NotFound, tr("The panel \"%1\" has no data yet").arg(card->definition().title)));
        return;
    }
    if (isTable) {
        ExportJob::writeTables(m_board, {{path, card->shown()}}, form, std::move(done));
        return;
    }
    ExportJob::writePicture(
        m_board, answer,
        paintingOf(
            PanelPicture{answer->question.request(), answer->outcome}, pictureFormat(form), optionsFor(2),
            m_board->styles()),
        path, std::move(done));
}

void DashboardExports::exportPicture(PictureFormat format, double scale, const QString &path, ExportJob::Done done)
{
    const auto &dashboard = m_board->dashboard();
    if (!dashboard) {
        done(fail(ErrorKind::NotFound, tr("No dashboard is open")));
        return;
    }
    ExportJob::writePicture(
        m_board, dashboard, paintingOf(*dashboard, m_board->pictures(), format, optionsFor(scale), m_board->styles()),
        path, std::move(done));
}

void DashboardExports::exportTables(PanelExport form, const QString &folder, ExportJob::Done done)
{
    ExportJob::Tables tables;
    for (const PanelCard *card : m_board->cards()) {
        if (card->shown())
            tables.emplace_back(QDir(folder).filePath(card->id() + u'.' + suffixOf(form)), card->shown());
    }
    ExportJob::writeTables(m_board, std::move(tables), form, std::move(done));
}

} // namespace howdah::ui
