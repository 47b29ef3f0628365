// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "migrate/review/migrationreview.h"

#include "migrate/review/reviewdialog.h"

using namespace Qt::StringLiterals;

namespace howdah::ui {

MigrationReview::MigrationReview(MigrationReader &reader, const PageServices &services, Place place, QWidget *page)
    : QObject(page)
    , m_reader(reader)
    , m_services(services)
    , m_place(std::move(place))
    , m_page(page)
{
}

MigrationReview::~MigrationReview()
{
    m_task.finish();
    delete m_dialog; // it may wait for the reader
}

void MigrationReview::plan(const migration::Request &request)
{
    m_task = m_services.tasks->start(tr("Preparing the review"), [this] { m_reader.cancel(); });
    m_planning.ask(
        this,
        m_reader.preview(
            m_place.target, m_place.folder, request, connection::describe(m_place.target), m_place.production),
        [this](const Result<std::shared_ptr<const Preview>> &preview) {
            m_planning.drop();
            m_task.finish();
            if (preview)
                Q_EMIT planned(*preview);
            else
                Q_EMIT failed(preview.error());
        });
}

void MigrationReview::open(std::shared_ptr<const Preview> preview)
{
    m_preview = std::move(preview);
    m_dialog =
        new ReviewDialog(m_preview, {m_place.label, m_place.production, m_place.target.value(u"dbname"_s)}, m_page);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &QDialog::accepted, this, [this] {
        Q_EMIT agreed(m_preview, m_dialog->wantsSafetyCopy(), m_dialog->typedNames());
    });
    connect(m_dialog, &QDialog::rejected, this, [this] {
        m_reader.cancel(); // what is counted
        Q_EMIT declined();
    });
    connect(m_dialog, &ReviewDialog::saveRequested, this, [this] { Q_EMIT saveWanted(m_preview->plan); });
    connect(m_dialog, &ReviewDialog::otherWanted, this, [this](const migration::Request &request) {
        m_dialog->reject();
        Q_EMIT otherWanted(request);
    });
    connect(m_dialog, &ReviewDialog::splitWanted, this, [this](const migration::Refusal &refusal) {
        m_dialog->reject();
        Q_EMIT splitWanted(refusal);
    });
    connect(m_dialog, &ReviewDialog::editWanted, this, &MigrationReview::editWanted);
    if (!m_preview->losses.empty())
        countLosses();
    Q_EMIT opened(m_dialog);
    m_dialog->open();
}

void MigrationReview::countLosses()
{
    m_dialog->setCounting([this] { m_reader.cancel(); });
    whenDone(
        m_dialog.data(), m_reader.countLosses(m_preview), [this](const Result<std::vector<migration::Loss>> &losses) {
            m_dialog->setLosses(losses, [this] { countLosses(); });
        });
}

} // namespace howdah::ui
