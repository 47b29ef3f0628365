// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// What leaves the page of dashboards: SQL, pictures and tables.
#include "common/icons.h"
#include "common/sqlview.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "dashboard/dashboardfile.h"
#include "dashboard/dashboardpage.h"

#include <QClipboard>
#include <QDialog>
#include <QDir>
#include <QFileDialog>
#include <QGuiApplication>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static QString suffixOf(PanelExport form)
{
    switch (form) {
    case PanelExport::Png:
        return u"png"_s;
    case PanelExport::Svg:
        return u"svg"_s;
    case PanelExport::Pdf:
        return u"pdf"_s;
    case PanelExport::Csv:
        return u"csv"_s;
    case PanelExport::Json:
        return u"json"_s;
    }
    return {};
}

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
            report(exportPanel(card, form, path), path);
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
        report(exportPicture(format, scale, path), path);
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
        const auto count = exportTables(form, folder);
        if (count)
            tell(Tone::Applied, tr("%n file(s) written into %1", nullptr, *count).arg(folder));
        else
            tell(Tone::Failed, count.error().message);
    });
    Q_EMIT dialogOpened(dialog);
    dialog->open();
}

void DashboardPage::report(const Result<void> &done, const QString &path)
{
    if (done)
        tell(Tone::Applied, tr("%1 was written.").arg(path));
    else
        tell(Tone::Failed, done.error().message);
}

// ---- writing

Result<void> DashboardPage::exportPanel(PanelCard *card, PanelExport form, const QString &path)
{
    if (form == PanelExport::Csv || form == PanelExport::Json) {
        const auto bytes = card->bytesOf(form);
        if (!bytes)
            return fail(bytes.error());
        return writeWhole(path, *bytes);
    }
    if (!card->answer())
        return fail(ErrorKind::NotFound, tr("The panel \"%1\" shows nothing yet").arg(card->definition().title));
    const PanelPicture picture{card->answer()->question.request(), card->answer()->outcome};
    const auto bytes = panelPicture(
        picture, pictureFormat(form), optionsFor(this, m_services.connection->label(), 2), m_board->styles());
    if (!bytes)
        return fail(bytes.error());
    return writeWhole(path, *bytes);
}

Result<void> DashboardPage::exportPicture(PictureFormat format, double scale, const QString &path)
{
    if (!m_shown)
        return fail(ErrorKind::NotFound, tr("No dashboard is open"));
    const auto bytes = dashboardPicture(
        *m_shown, m_board->pictures(), format, optionsFor(this, m_services.connection->label(), scale),
        m_board->styles());
    if (!bytes)
        return fail(bytes.error());
    return writeWhole(path, *bytes);
}

// Panels that show nothing leave no file.
Result<int> DashboardPage::exportTables(PanelExport form, const QString &folder)
{
    int count = 0;
    for (const PanelCard *card : m_board->cards()) {
        const auto bytes = card->bytesOf(form);
        if (!bytes)
            continue;
        const QString path = QDir(folder).filePath(card->id() + u'.' + suffixOf(form));
        if (const auto written = writeWhole(path, *bytes); !written)
            return fail(written.error());
        ++count;
    }
    return count;
}

} // namespace howdah::ui
