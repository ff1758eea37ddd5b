"""Images: when they are collected, how they are pulled and who may use them."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.validation.view import (
    Rule,
    View,
    duration,
    integer,
    items,
    text,
    text_of,
)

_POLICIES = (
    "NeverVerify",
    "NeverVerifyPreloadedImages",
    "NeverVerifyAllowlistedImages",
    "AlwaysVerify",
)


def _thresholds(view: View) -> Iterator[str]:
    low = integer(view, "imageGCLowThresholdPercent")
    high = integer(view, "imageGCHighThresholdPercent")
    if low >= high:
        yield (
            f"imageGCLowThresholdPercent (--image-gc-low-threshold) {low} must be less"
            f" than imageGCHighThresholdPercent (--image-gc-high-threshold) {high}"
        )


def _image_age(view: View) -> Iterator[str]:
    oldest = duration(view, "imageMaximumGCAge")
    if oldest and not view.enabled("ImageMaximumGCAge"):
        yield (
            "ImageMaximumGCAge feature gate is required for Kubelet "
            "configuration option"
            " imageMaximumGCAge"
        )
    if oldest < 0:
        yield f"imageMaximumGCAge {text_of(oldest)} must not be negative"
    if 0 < oldest <= duration(view, "imageMinimumGCAge"):
        yield (
            f"imageMaximumGCAge {text_of(oldest)} must be greater than "
            "imageMinimumGCAge"
            f" {text(view, 'imageMinimumGCAge')}"
        )


def _image_minimum(view: View) -> Iterator[str]:
    if duration(view, "imageMinimumGCAge") < 0:
        yield (
            f"imageMinimumGCAge {text(view, 'imageMinimumGCAge')} must not be negative"
        )


def _pulls(view: View) -> Iterator[str]:
    pulls = view.get("maxParallelImagePulls")
    if not isinstance(pulls, int):
        return
    if pulls < 1:
        yield f"maxParallelImagePulls {pulls} must be a positive number"
    if pulls > 1 and view.get("serializeImagePulls") is True:
        yield (
            "maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls"
            " (--serialize-image-pulls) is set to false"
        )


def _verification(view: View) -> Iterator[str]:
    policy = text(view, "imagePullCredentialsVerificationPolicy")
    listed = items(view, "preloadedImagesVerificationAllowlist")
    if not view.enabled("KubeletEnsureSecretPulledImages"):
        for name, value in (
            ("imagePullCredentialsVerificationPolicy", bool(policy)),
            ("preloadedImagesVerificationAllowlist", bool(listed)),
        ):
            if value:
                yield (
                    f"`{name}` must not be set if KubeletEnsureSecretPulledImages "
                    "feature"
                    " gate is not enabled"
                )
        return
    if policy not in _POLICIES:
        quoted = golang.quote(policy)
        yield f"option {quoted} specified for imagePullCredentialsVerificationPolicy"
    if listed and policy != "NeverVerifyAllowlistedImages":
        yield (
            "can't set `preloadedImagesVerificationAllowlist` if"
            " `imagePullCredentialsVertificationPolicy` is not"
            ' "NeverVerifyAllowlistedImages"'
        )


RULES: tuple[Rule, ...] = (
    Rule(
        ("imageGCLowThresholdPercent", "imageGCHighThresholdPercent"),
        _thresholds,
        same=True,
    ),
    Rule(("imageMinimumGCAge",), _image_minimum, 36, same=True),
    Rule(("imageMaximumGCAge", "imageMinimumGCAge", "featureGates"), _image_age, 29),
    Rule(("maxParallelImagePulls", "serializeImagePulls"), _pulls, 27),
    Rule(
        (
            "imagePullCredentialsVerificationPolicy",
            "preloadedImagesVerificationAllowlist",
            "featureGates",
        ),
        _verification,
        33,
    ),
)
