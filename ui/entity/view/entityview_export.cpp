// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
// A view as a file.
#include "entity/view/entityview.h"

#include "base/outputfile.h"
#include "common/widgets.h"
#include "connect/connectioncontroller.h"
#include "connection/session/session.h"
#include "entity/view/boardpane.h"
#include "entity/view/threadpane.h"
#include "entity/view/timelinepane.h"
#include "operations/entities/sessionsettings.h"

#include <QFileDialog>
#include <QStackedWidget>
#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using entity::ViewFormat;

bool EntityView::canExport() const
{
    return m_hasContent
        && ((m_readThread && m_hasDetails) || m_readBoard || (m_timeline && m_timeline->model()->timeline()));
}

void EntityView::chooseFile(ViewFormat format)
{
    const QString ending = format == ViewFormat::Markdown ? u"md"_s : format == ViewFormat::Json ? u"json"_s : u"txt"_s;
    auto *dialog = new QFileDialog(this, tr("Export the view"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    QString name = m_title.left(60);
    for (QChar &letter : name)
        letter = letter.isLetterOrNumber() ? letter : u'-';
    dialog->selectFile(name + u'.' + ending);
    connect(dialog, &QFileDialog::fileSelected, this, [this, format](const QString &path) { exportTo(path, format); });
    dialog->open();
}

void EntityView::exportTo(const QString &path, ViewFormat format)
{
    if (!canExport())
        return;
    const auto timeline =
        m_timeline && m_panes->currentWidget() == m_timeline ? m_timeline->model()->timeline() : nullptr;
    const auto written = QtConcurrent::run(
        [path, format, thread = m_readThread, board = m_readBoard, timeline,
         settings = operations::settingsOf(m_services.connection->connInfo())]() -> Result<void> {
            QByteArray bytes = thread   ? entity::written(*thread, format)
                             : timeline ? entity::written(*timeline, format)
                                        : entity::written(*board, format);
            bytes = entity::noted(std::move(bytes), format, settings);
            OutputFile file;
            if (Result<void> opened = file.open(path); !opened)
                return opened;
            if (Result<void> done = file.write(bytes); !done)
                return done;
            return file.keep();
        });
    m_writing.ask(this, written, [this, path](const Result<void> &done) {
        m_note->setText(done ? tr("Exported to %1").arg(path) : describe(done.error()));
        m_note->show();
        if (done)
            Q_EMIT exported(path);
    });
}

} // namespace howdah::ui
