// SPDX-FileCopyrightText: The Howdah developers
// SPDX-License-Identifier: GPL-3.0-or-later
#include "common/widgets.h"

#include "common/captions.h"
#include "common/icons.h"
#include "common/tooltips.h"
#include "common/tr.h"

#include <QAction>
#include <QEvent>
#include <QHash>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyle>
#include <QTextDocument>
#include <QToolTip>

using namespace Qt::StringLiterals;

namespace howdah::ui {

namespace {

// Layouts within layouts ask wrapped words for their size again and again, and QLabel shapes the text each time: a
// quarter of a window's start. It answers from memory until something changes that the answer depends on.
class MeasuredLabel : public QLabel
{
public:
    using QLabel::QLabel;

    [[nodiscard]] QSize sizeHint() const override
    {
        Measures &known = measures();
        if (!known.hint.isValid())
            known.hint = QLabel::sizeHint();
        return known.hint;
    }
    [[nodiscard]] QSize minimumSizeHint() const override
    {
        Measures &known = measures();
        if (!known.least.isValid())
            known.least = QLabel::minimumSizeHint();
        return known.least;
    }
    [[nodiscard]] int heightForWidth(int width) const override
    {
        Measures &known = measures();
        const auto at = known.heights.constFind(width);
        return at != known.heights.cend() ? *at : *known.heights.insert(width, QLabel::heightForWidth(width));
    }

protected:
    void changeEvent(QEvent *event) override
    {
        QLabel::changeEvent(event);
        m_measures = {}; // fonts, styles
    }

private:
    struct Given
    {
        QString text;
        Qt::TextFormat format = Qt::AutoText;
        bool wraps = false;
        int indent = 0;
        int margin = 0;
        QMargins contents;
        QSize least;
        QSize most;
        bool operator==(const Given &) const = default;
    };
    struct Measures
    {
        Given of;
        QSize hint;
        QSize least;
        QHash<int, int> heights;
    };

    Measures &measures() const
    {
        Given given{text(),   textFormat(),      wordWrap(),    indent(),
                    margin(), contentsMargins(), minimumSize(), maximumSize()};
        if (m_measures.of != given)
            m_measures = {std::move(given), {}, {}, {}};
        return m_measures;
    }

    mutable Measures m_measures;
};

// Words of a colour of the theme, which is taken again whenever the palette changes; that of failures while the
// property "problem" is set.
class ColouredLabel final : public MeasuredLabel
{
public:
    using Ink = QColor (*)(const QPalette &palette);

    ColouredLabel(Ink ink, const QString &text, QWidget *parent)
        : MeasuredLabel(parent)
        , m_ink(ink)
    {
        setTextFormat(Qt::PlainText);
        setText(text);
        recolor();
    }

protected:
    void changeEvent(QEvent *event) override
    {
        MeasuredLabel::changeEvent(event);
        if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
            recolor();
    }
    bool event(QEvent *event) override
    {
        if (event->type() == QEvent::DynamicPropertyChange)
            recolor();
        return MeasuredLabel::event(event);
    }

private:
    void recolor()
    {
        const QColor wanted = property("problem").toBool() ? color(Tone::Failed, palette()) : m_ink(palette());
        if (palette().color(QPalette::WindowText) == wanted)
            return;
        QPalette own;
        own.setColor(QPalette::WindowText, wanted);
        setPalette(own);
    }

    Ink m_ink;
};

class Separator final : public QWidget
{
public:
    Separator(Qt::Orientation orientation, QWidget *parent)
        : QWidget(parent)
    {
        if (orientation == Qt::Horizontal)
            setFixedHeight(1);
        else
            setFixedWidth(1);
    }

protected:
    void paintEvent(QPaintEvent *) override { QPainter(this).fillRect(rect(), color(Surface::Border, palette())); }
};

// Of a bar: at each change of the sheet or the font.
class BarHeight final : public QObject
{
public:
    BarHeight(QWidget *bar, int pixels)
        : QObject(bar)
        , m_bar(bar)
        , m_pixels(pixels)
    {
        bar->installEventFilter(this);
        bar->setFixedHeight(zoomed(pixels));
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::StyleChange || event->type() == QEvent::FontChange)
            m_bar->setFixedHeight(zoomed(m_pixels));
        return QObject::eventFilter(watched, event);
    }

private:
    QWidget *m_bar;
    int m_pixels;
};

QString tooltipOf(const QAction &action)
{
    const QString shortcut = action.shortcut().toString(QKeySequence::NativeText);
    return shortcut.isEmpty() ? action.toolTip() : action.toolTip() + u" ("_s + shortcut + u')';
}

int badgeHeight() { return zoomed(20); }

} // namespace

void setBarHeight(QWidget *bar, int pixels) { new BarHeight(bar, pixels); }

QLabel *plainLabel(const QString &text, QWidget *parent)
{
    auto *label = new MeasuredLabel(parent);
    label->setTextFormat(Qt::PlainText);
    label->setText(text);
    return label;
}

QLabel *mutedLabel(const QString &text, QWidget *parent)
{
    return new ColouredLabel([](const QPalette &palette) { return color(Surface::MutedText, palette); }, text, parent);
}

QLabel *failedLabel(const QString &text, QWidget *parent)
{
    return new ColouredLabel([](const QPalette &palette) { return color(Tone::Failed, palette); }, text, parent);
}

QLabel *headingLabel(const QString &text, int step, QWidget *parent)
{
    QLabel *label = plainLabel(text, parent);
    label->setFont(headingFont(step));
    return label;
}

ElidedLabel::ElidedLabel(QWidget *parent)
    : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
}

void ElidedLabel::setMuted()
{
    m_muted = true;
    update();
}

bool ElidedLabel::isCut() const { return fontMetrics().horizontalAdvance(text()) > contentsRect().width(); }

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QLabel::event(event);
    // As rich text it wraps; what it says stays plain.
    const QString whole = isCut() ? Qt::convertFromPlainText(text()) : QString();
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), whole, this);
    return true;
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(m_muted ? color(Surface::MutedText, palette()) : palette().color(foregroundRole()));
    const QString shown = fontMetrics().elidedText(text(), Qt::ElideRight, contentsRect().width());
    painter.drawText(contentsRect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

QPushButton *button(const QString &text, ButtonRole role, QWidget *parent)
{
    auto *made = new QPushButton(text, parent);
    made->setAutoDefault(false);
    if (role != ButtonRole::Plain)
        made->setProperty("role", role == ButtonRole::Primary ? u"primary"_s : u"danger"_s);
    return made;
}

QPushButton *buttonFor(QAction *action, ButtonRole role, QWidget *parent)
{
    QPushButton *made = button(action->text(), role, parent);
    const auto follow = [made, action, role] {
        made->setText(action->text());
        made->setToolTip(tooltipOf(*action));
        // What is read on it, so that it is found by that; what it does, or why it does not, comes behind.
        const QString name = wordsOfCaption(action->text());
        const QString more = wordsOfTip(action->toolTip());
        made->setAccessibleName(name.isEmpty() ? more : name);
        made->setAccessibleDescription(more == name ? QString() : more);
        made->setEnabled(action->isEnabled());
        // Without a parent yet, to show it would open a window of its own.
        if (made->parentWidget() || !action->isVisible())
            made->setVisible(action->isVisible());
        // An icon in the text's colour would vanish on a coloured ground.
        if (role == ButtonRole::Plain)
            made->setIcon(action->icon());
    };
    follow();
    QObject::connect(action, &QAction::changed, made, follow);
    QObject::connect(made, &QPushButton::clicked, action, &QAction::trigger);
    return made;
}

void addClearButton(QLineEdit *field)
{
    auto *clear = new QAction(
        field->style()->standardIcon(QStyle::SP_LineEditClearButton, nullptr, field), tr("Empty this field"), field);
    clear->setObjectName(u"clearField"_s);
    field->addAction(clear, QLineEdit::TrailingPosition);
    const auto follow = [field, clear] { clear->setVisible(!field->text().isEmpty()); };
    QObject::connect(field, &QLineEdit::textChanged, clear, follow);
    // As if somebody had deleted it: it can be undone, and whoever follows what is typed hears of it.
    QObject::connect(clear, &QAction::triggered, field, [field] {
        field->selectAll();
        field->del();
    });
    follow();
}

QWidget *separator(Qt::Orientation orientation, QWidget *parent) { return new Separator(orientation, parent); }

IconLabel::IconLabel(int size, QWidget *parent)
    : QWidget(parent)
    , m_size(size)
{
    setFixedSize(size, size);
}

void IconLabel::setIcon(const QIcon &icon)
{
    m_icon = icon;
    update();
}

void IconLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    m_icon.paint(&painter, rect(), Qt::AlignCenter, isEnabled() ? QIcon::Normal : QIcon::Disabled);
}

int paintBadge(QPainter *painter, const QRect &rect, const QPalette &palette, Tone tone, const QString &text)
{
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setFont(smallFont());
    constexpr int iconSize = 12;
    const int textWidth = painter->fontMetrics().horizontalAdvance(text);
    const int width = std::min(rect.width(), textWidth + iconSize + 3 * space::tight + 6);
    const QRect box(rect.left(), rect.center().y() - badgeHeight() / 2 + 1, width, badgeHeight());
    painter->setPen(Qt::NoPen);
    painter->setBrush(fill(tone, palette));
    painter->drawRoundedRect(box, space::radius, space::radius);
    const QRect sign(box.left() + 6, box.center().y() - iconSize / 2 + 1, iconSize, iconSize);
    icon(tone).paint(painter, sign);
    painter->setPen(color(tone, palette));
    const QRect words = box.adjusted(iconSize + 6 + space::tight, 0, -space::tight, 0);
    painter->drawText(
        words, Qt::AlignVCenter | Qt::AlignLeft,
        painter->fontMetrics().elidedText(text, Qt::ElideRight, words.width()));
    painter->restore();
    return width;
}

Badge::Badge(Tone tone, const QString &text, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setBadge(tone, text);
}

void Badge::setBadge(Tone tone, const QString &text)
{
    m_tone = tone;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Badge::sizeHint() const
{
    return {QFontMetrics(smallFont()).horizontalAdvance(m_text) + 12 + 3 * space::tight + 7, badgeHeight()};
}

void Badge::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    paintBadge(&painter, rect(), palette(), m_tone, m_text);
}

Banner::Banner(Tone tone, QWidget *parent)
    : QWidget(parent)
    , m_tone(tone)
    , m_sign(new IconLabel(space::iconSmall))
    , m_text(plainLabel())
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(space::inside + space::tight, space::inside, space::inside, space::inside);
    row->setSpacing(space::inside);
    m_sign->setIcon(icon(tone));
    row->addWidget(m_sign);
    m_text->setWordWrap(true);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    row->addWidget(m_text, 1);
}

void Banner::setTone(Tone tone)
{
    m_tone = tone;
    m_sign->setIcon(icon(tone));
    update();
}

void Banner::setText(const QString &text)
{
    m_text->setText(text);
    setAccessibleName(text);
}

QString Banner::text() const { return m_text->text(); }

void Banner::addWidget(QWidget *widget) { layout()->addWidget(widget); }

void Banner::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(color(m_tone, palette()), 1));
    painter.setBrush(fill(m_tone, palette()));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), space::radius, space::radius);
}

} // namespace howdah::ui
