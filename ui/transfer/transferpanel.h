// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "transfer/transferrun.h"

#include <QWidget>

class QLabel;
class QProgressBar;
class QPushButton;

namespace howdah::ui {

class Banner;

// How far a run is, with a way to cancel; and what came of it. Takes no room before the first.
class TransferPanel final : public QWidget
{
    Q_OBJECT
public:
    explicit TransferPanel(TransferRun *run, QWidget *parent = nullptr);

    void showDone(const QString &text, const QString &file = {}, const QString &rejectFile = {});
    void showFailed(const Error &error);
    void clear();
    [[nodiscard]] QString text() const; // of the banner; "" without

private:
    void update();
    void openFolder(const QString &path);

    TransferRun *m_run;
    QWidget *m_work;
    QProgressBar *m_bar;
    QLabel *m_progress;
    QPushButton *m_cancel;
    Banner *m_banner;
    QPushButton *m_show;
    QPushButton *m_rejects;
    QString m_file;
    QString m_rejectFile;
};

} // namespace howdah::ui
