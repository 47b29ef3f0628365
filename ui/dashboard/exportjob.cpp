// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "dashboard/exportjob.h"

#include "base/enumtable.h"
#include "base/propagate.h"
#include "base/whendone.h"
#include "base/wholefile.h"

#include <QtConcurrentRun>

using namespace Qt::StringLiterals;

namespace howdah::ui {

static constexpr std::array panelExportNames{
    EnumName{PanelExport::Png, "png"_L1}, EnumName{PanelExport::Svg, "svg"_L1},   EnumName{PanelExport::Pdf, "pdf"_L1},
    EnumName{PanelExport::Csv, "csv"_L1}, EnumName{PanelExport::Json, "json"_L1},
};
static_assert(isWholeTable(panelExportNames));

QString suffixOf(PanelExport form) { return nameIn(panelExportNames, form); }

ExportJob::ExportJob(QObject *parent, Done done)
    : QObject(parent)
    , m_done(std::move(done))
{
    m_turn.setInterval(0);
    connect(&m_turn, &QTimer::timeout, this, &ExportJob::paintNext);
}

void ExportJob::writePicture(
    QObject *parent, std::shared_ptr<const void> kept, Result<std::unique_ptr<PicturePainting>> painting,
    const QString &path, Done done)
{
    auto *job = new ExportJob(parent, std::move(done));
    job->m_path = path;
    job->m_kept = std::move(kept);
    if (painting) {
        job->m_painting = *std::move(painting);
        job->m_turn.start();
    } else {
        job->write([error = painting.error()]() -> Result<int> { return fail(error); });
    }
}

void ExportJob::paintNext()
{
    if (!m_painting->isPainted()) {
        m_painting->paintNext();
        return;
    }
    m_turn.stop();
    write([encode = m_painting->takeEncoding(), path = m_path]() -> Result<int> {
        RETURN_IF_ERROR(writeWholeFile(path, encode()));
        return 1;
    });
    m_painting.reset();
}

// One that shows nothing leaves no file.
void ExportJob::writeTables(QObject *parent, Tables tables, PanelExport form, Done done)
{
    auto *job = new ExportJob(parent, std::move(done));
    job->write([tables = std::move(tables), form]() -> Result<int> {
        int count = 0;
        for (const auto &[path, answer] : tables) {
            RETURN_IF_ERROR(writeWholeFile(path, bytesOf(*answer, form)));
            ++count;
        }
        return count;
    });
}

void ExportJob::write(std::function<Result<int>()> writing)
{
    whenDone(this, QtConcurrent::run(std::move(writing)), [this](const Result<int> &written) {
        deleteLater();
        m_done(written);
    });
}

} // namespace howdah::ui
