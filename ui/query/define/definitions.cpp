// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "query/define/definitions.h"

#include "base/propagate.h"
#include "common/icons.h"
#include "connect/connectioncontroller.h"
#include "query/define/definitionpicker.h"
#include "query/define/definitionreview.h"

#include <QAction>

using namespace Qt::StringLiterals;

namespace howdah::ui {

using operations::Definition;
using operations::DefinitionChange;
using operations::DefinitionName;

Definitions::Definitions(const PageServices &services, QWidget *page)
    : QObject(page)
    , m_services(services)
    , m_page(page)
    , m_open(new QAction(icon(u"code-context"), tr("Open definition…"), this))
    , m_jobs(2)
{
    m_open->setObjectName(u"openDefinition"_s);
    m_open->setToolTip(tr("A function, view or trigger of this database, as text"));
    m_open->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D));
    connect(m_open, &QAction::triggered, this, &Definitions::pick);
}

Definitions::~Definitions() { delete m_dialog; }

std::shared_ptr<connection::Session> Definitions::session(const QString &purpose)
{
    auto taken = m_services.connection->takeSession(connection::SessionRole::Reader, purpose);
    if (taken)
        return *taken;
    Q_EMIT reported(Tone::Failed, taken.error().message);
    return nullptr;
}

// ---- opening

void Definitions::pick()
{
    const catalog::Snapshot catalog = m_services.connection->catalog();
    if (!catalog || catalog->stage != catalog::Stage::Complete) {
        Q_EMIT reported(
            Tone::Neutral, m_services.connection->isConnected() ? tr("The catalog is still being read; try again.")
                                                                : tr("There is no connection."));
        return;
    }
    delete m_dialog;
    auto *picker = new DefinitionPicker(operations::definitionsIn(*catalog), m_page);
    connect(picker, &DefinitionPicker::picked, this, &Definitions::open);
    m_dialog = picker;
    picker->open();
}

bool Definitions::openPlace(const QString &place)
{
    const auto name = operations::definitionOfPlace(place);
    if (name)
        open(*name);
    return name.has_value();
}

void Definitions::open(const DefinitionName &name)
{
    auto session = this->session(tr("definition of %1").arg(name.label()));
    if (!session)
        return;
    m_opening.ask(
        this,
        m_jobs.run(
            std::move(session),
            [name](connection::Session &one) -> Result<Definition> { return operations::readDefinition(one, name); }),
        [this](const Result<Definition> &read) {
            if (read)
                showOpened(*read);
            else
                Q_EMIT reported(Tone::Failed, read.error().message + u' ' + read.error().hint);
        });
}

void Definitions::showOpened(const Definition &definition)
{
    m_own.remove(operations::placeOf(definition.name));
    QString text;
    for (const QString &note : definition.notes)
        text += u"-- "_s + note.simplified() + u'\n';
    Q_EMIT textWanted(definition.name.name, (text + definition.text).toUtf8(), definition);
}

// ---- running

void Definitions::review(const QByteArray &text, const std::optional<Definition> &opened, const QString &schema)
{
    m_schema = schema;
    if (!concerns(text)) {
        Q_EMIT runWanted(text);
        return;
    }
    auto session = this->session(tr("comparing a definition"));
    if (!session)
        return; // without a look nothing is replaced
    using Answer = Result<std::optional<DefinitionChange>>;
    const auto job = [text, opened, schema, own = m_own](connection::Session &one) -> Answer {
        ASSIGN_OR_RETURN(const auto name, operations::definitionMadeBy(one, text, schema));
        if (!name)
            return std::nullopt;
        std::optional<Definition> known = opened;
        if (const auto mine = own.constFind(operations::placeOf(*name)); mine != own.constEnd())
            known = *mine;
        ASSIGN_OR_RETURN(
            DefinitionChange change, operations::compareDefinition(one, *name, QString::fromUtf8(text), known));
        return change;
    };
    m_reviewing.ask(this, m_jobs.run(std::move(session), job), [this, text](const Answer &change) {
        if (!change) {
            Q_EMIT reported(Tone::Failed, tr("It was not run: %1").arg(change.error().message));
            return;
        }
        if (!*change || (!(*change)->now && !(*change)->isGone && !(*change)->isAnother))
            Q_EMIT runWanted(text); // nothing is replaced
        else
            show(text, **change);
    });
}

void Definitions::show(const QByteArray &text, const DefinitionChange &change)
{
    delete m_dialog;
    auto *review = new DefinitionReview(change, m_services.connection->label(), m_page);
    connect(review, &QDialog::accepted, this, [this, text, place = operations::placeOf(change.name)] {
        m_own.insert(place, std::nullopt);
        Q_EMIT runWanted(text);
    });
    if (change.now)
        connect(review, &DefinitionReview::otherWanted, this, [this, now = *change.now] { showOpened(now); });
    m_dialog = review;
    review->open();
}

void Definitions::ran(const QByteArray &text)
{
    if (!concerns(text))
        return;
    auto session = this->session(tr("definition after a run"));
    if (!session)
        return;
    using Answer = Result<std::optional<Definition>>;
    whenDone(
        this,
        m_jobs.run(
            std::move(session),
            [text, schema = m_schema](connection::Session &one) -> Answer {
                ASSIGN_OR_RETURN(const auto name, operations::definitionMadeBy(one, text, schema));
                if (!name)
                    return std::nullopt;
                ASSIGN_OR_RETURN(const Definition now, operations::readDefinition(one, *name));
                return now;
            }),
        [this](const Answer &now) {
            if (now && *now)
                m_own.insert(operations::placeOf((*now)->name), **now);
        });
}

} // namespace howdah::ui
