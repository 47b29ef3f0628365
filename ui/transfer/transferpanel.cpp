// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "transfer/transferpanel.h"

#include "common/tooltips.h"
#include "common/widgets.h"

#include <QDesktopServices>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QProgressBar>
#include <QUrl>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace howdah::ui {

constexpr int BarSteps = 1000;

TransferPanel::TransferPanel(TransferRun *run, QWidget *parent)
    : QWidget(parent)
    , m_run(run)
    , m_work(new QWidget)
    , m_bar(new QProgressBar)
    , m_progress(mutedLabel())
    , m_cancel(button(tr("Cancel")))
    , m_banner(new Banner(Tone::Applied))
    , m_show(button(tr("Open folder")))
    , m_rejects(button(tr("Show rejected rows")))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto *row = new QHBoxLayout(m_work);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::inside);
    auto *lines = new QVBoxLayout;
    lines->setSpacing(space::tight);
    m_bar->setTextVisible(false);
    m_bar->setAccessibleName(tr("Progress"));
    m_progress->setObjectName(u"transferProgress"_s);
    lines->addWidget(m_bar);
    lines->addWidget(m_progress);
    row->addLayout(lines, 1);
    m_cancel->setObjectName(u"cancelRun"_s);
    row->addWidget(m_cancel, 0, Qt::AlignTop);
    column->addWidget(m_work);
    m_banner->setObjectName(u"transferResult"_s);
    m_rejects->setObjectName(u"showRejects"_s);
    m_banner->addWidget(m_rejects);
    m_banner->addWidget(m_show);
    column->addWidget(m_banner);
    connect(m_cancel, &QPushButton::clicked, m_run, &TransferRun::cancel);
    connect(m_show, &QPushButton::clicked, this, [this] { openFolder(m_file); });
    connect(m_rejects, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(m_rejectFile));
    });
    connect(m_run, &TransferRun::progressed, this, &TransferPanel::update);
    connect(m_run, &TransferRun::finished, this, &TransferPanel::update);
    clear();
    update();
}

void TransferPanel::openFolder(const QString &path)
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(QFileInfo(path).absolutePath()));
}

void TransferPanel::update()
{
    m_work->setVisible(m_run->isRunning());
    if (!m_run->isRunning())
        return;
    clear();
    const double fraction = m_run->fraction();
    m_bar->setRange(0, fraction < 0 ? 0 : BarSteps);
    m_bar->setValue(int(fraction * BarSteps));
    m_progress->setText(m_run->isCancelling() ? tr("Cancelling…") : m_run->progressText());
    m_cancel->setEnabled(!m_run->isCancelling());
}

void TransferPanel::showDone(const QString &text, const QString &file, const QString &rejectFile)
{
    m_banner->setTone(rejectFile.isEmpty() ? Tone::Applied : Tone::Edited);
    m_banner->setText(text);
    m_file = file;
    m_rejectFile = rejectFile;
    m_show->setVisible(!file.isEmpty());
    m_rejects->setVisible(!rejectFile.isEmpty());
    m_rejects->setToolTip(plainToolTip(rejectFile));
    m_banner->show();
}

void TransferPanel::showFailed(const Error &error)
{
    m_banner->setTone(error.kind == ErrorKind::Cancelled ? Tone::Interrupted : Tone::Failed);
    m_banner->setText(describe(error));
    m_show->hide();
    m_rejects->hide();
    m_banner->show();
}

void TransferPanel::clear()
{
    m_banner->setText({});
    m_banner->hide();
}

QString TransferPanel::text() const { return m_banner->text(); }

} // namespace howdah::ui
