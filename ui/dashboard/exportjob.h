// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chart/panelpicture.h"
#include "dashboard/panelcard.h"

#include <QObject>
#include <QTimer>

namespace howdah::ui {

[[nodiscard]] QString suffixOf(PanelExport form);

// Writes files without keeping the window waiting: pictures are painted a panel in each turn of the event loop, and
// made into bytes and written on another thread. Answers once, on the UI thread, with how many files were written, and
// goes. UI thread.
class ExportJob final : public QObject
{
    Q_OBJECT
public:
    using Done = std::function<void(const Result<int> &written)>;

    // `kept` lives as long as the painting, which refers to it.
    static void writePicture(
        QObject *parent, std::shared_ptr<const void> kept, Result<std::unique_ptr<PicturePainting>> painting,
        const QString &path, Done done);
    // Files of tables: by their paths, the answers that they are made from.
    using Tables = std::vector<std::pair<QString, std::shared_ptr<const PanelAnswer>>>;
    static void writeTables(QObject *parent, Tables tables, PanelExport form, Done done);

private:
    ExportJob(QObject *parent, Done done);
    void paintNext();
    void write(std::function<Result<int>()> writing);

    Done m_done;
    std::shared_ptr<const void> m_kept;
    std::unique_ptr<PicturePainting> m_painting;
    QString m_path;
    QTimer m_turn;
};

} // namespace howdah::ui
