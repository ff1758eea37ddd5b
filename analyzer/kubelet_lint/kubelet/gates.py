"""The feature gates of each release, and what setting one comes to.

Read from ``DefaultMutableFeatureGate`` of every release's kubelet options. A kubelet
exits over a gate it does not know and over one that is locked to its other value
(``SetFromMap``, k8s.io/component-base/featuregate).

A row is a gate and, for each minor release that changed it, the release, the stage
(``a`` alpha, ``b`` beta, ``g`` general, ``d`` deprecated), ``+`` on or ``-`` off by
default and ``!`` if locked; ``x`` is gone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.value import Json

_ROWS = """
APIListChunking 24b+ 29g+! 34x
APIPriorityAndFairness 24b+ 29g+! 31x
APIResponseCompression 24b+
APISelfSubjectReview 26a- 27b+ 28g+! 30x
APIServerIdentity 24a- 26b+
APIServerTracing 24a- 27b+ 34g+! 37x
APIServerWebhookAuthenticationToken 37a-
APIServingWithRoutine 30a-
AdmissionWebhookMatchConditions 27a- 28b+ 30g+! 34x
AdvancedAuditing 24g+ 27g+! 28x
AggregatedDiscoveryEndpoint 26a- 27b+ 30g+! 34x
AggregatedDiscoveryRemoveBetaType 34d+ 35d+!
AllAlpha 24a-
AllBeta 24b-
AllowDNSOnlyNodeCSR 31d-
AllowInsecureKubeletCertificateSigningRequests 31d-
AllowOverwriteTerminationGracePeriodSeconds 32d- 35d-!
AllowParsingUserUIDFromCertAuth 34b+
AllowServiceExternalIPs 36g+
AllowServiceLBStatusOnNonLB 29d- 32d-! 35x
AllowUnsafeMalformedObjectDeletion 32a- 37b+
AnonymousAuthConfigurableEndpoints 31a- 32b+ 34g+! 37x
AnyVolumeDataSource 24b+ 34g+! 37x
AppArmor 24b+ 31g+! 34x
AppArmorFields 30b+ 31g+! 34x
AtomicFIFO 36b+
AtomicWriteVolumeUserFields 37a-
AuthorizeNodeWithSelectors 31a- 32b+ 34g+! 37x
AuthorizePodWebsocketUpgradeCreatePermission 35b+
AuthorizeWithSelectors 31a- 32b+ 34g+! 37x
BtreeWatchCache 32b+ 34g+! 37x
CBORServingAndStorage 32a-
CPUManager 24b+ 26g+! 34x
CPUManagerPolicyAlphaOptions 24a-
CPUManagerPolicyBetaOptions 24b+
CPUManagerPolicyOptions 24b+ 34g+!
CRDObservedGenerationTracking 35b- 36b+
CRDValidationRatcheting 28a- 30b+ 34g+!
CRIListStreaming 36a-
CSIInlineVolume 24b+ 25g+! 27x
CSIMigration 24b+ 25g+! 27x
CSIMigrationAWS 24b+ 25g+! 27x
CSIMigrationAzureDisk 24g+ 25g+! 27x
CSIMigrationAzureFile 24b+ 26g+ 27g+! 30x
CSIMigrationGCE 24b+ 25g+! 28x
CSIMigrationOpenStack 24g+! 26x
CSIMigrationPortworx 24a- 25b- 31b+ 34g+! 36x
CSIMigrationRBD 24a- 28d- 31x
CSIMigrationvSphere 24b- 25b+ 26g+ 27g+! 29x
CSINodeExpandSecret 25a- 27b+ 29g+! 31x
CSIServiceAccountToken 24g+! 25x
CSIServiceAccountTokenSecrets 35b+ 36g+!
CSIStorageCapacity 24g+! 28x
CSIVolumeFSGroupPolicy 24g+! 25x
CSIVolumeHealth 24a-
CSRDuration 24g+! 26x
ChangeContainerStatusOnKubeletRestart 35d-
ClearingNominatedNodeNameAfterBinding 34a- 35b+
ClientsAllowCARotation 36b+
ClientsAllowCBOR 32a-
ClientsAllowTLSCacheGC 36b+
ClientsPreferCBOR 32a-
CloudControllerManagerWatchBasedRoutesReconciliation 35a-
CloudControllerManagerWebhook 27a-
CloudDualStackNodeIPs 27a- 29b+ 30g+! 32x
ClusterTrustBundle 27a- 34b- 37g+
ClusterTrustBundleProjection 29a- 34b- 37g+
ComponentFlagz 32a- 36b+
ComponentSLIs 27b+ 32g+! 35x
ComponentStatusz 32a- 36b+
CompositePodGroup 37a-
ConcurrentWatchObjectDecode 31b- 37b+
ConfigurableFSGroupPolicy 24g+! 25x
ConsistentHTTPGetHandlers 26g+ 30g+! 31x
ConsistentListFromCache 28a- 31b+ 34g+! 37x
ConsistentListFromCacheSkipTimeoutFallback 37a-
ConstrainedImpersonation 35a- 36b+
ContainerCheckpoint 25a- 30b+
ContainerRestartRules 34a- 35b+
ContainerStopSignals 34a-
ContextualLogging 24a- 30b+
ControllerManagerLeaderMigration 24g+! 27x
ControllerManagerReleaseLeaderElectionLockOnExit 36a-
CoordinatedLeaderElection 31a- 34b-
CronJobTimeZone 24a- 25b+ 27g+! 29x
CronJobsScheduledAnnotation 28b+ 32g+! 35x
CrossNamespaceVolumeDataSource 26a-
CustomCPUCFSQuotaPeriod 24a- 36g+
CustomResourceFieldSelectors 30a- 31b+ 32g+!
CustomResourceValidationExpressions 24a- 25b+ 29g+! 31x
DRAAdminAccess 32a- 34b+ 36g+!
DRAConsumableCapacity 34a- 36b+
DRAControlPlaneController 31a- 32x
DRADerivedAttributes 37a-
DRADeviceBindingConditions 34a- 36b+
DRADeviceCompatibilityGroups 37a-
DRADeviceTaintRules 35a- 36b- 37g+
DRADeviceTaints 34a- 36b+ 37g+
DRAExtendedResource 34a- 36b+ 37g+!
DRAFractionalCapacityRange 37b-
DRAListTypeAttributes 36a-
DRANodeAllocatableResources 36a-
DRAOptionalNodeOperations 37a-
DRAPartitionableDevices 34a- 36b+
DRAPartitionableDevicesType 37a-
DRAPrioritizedList 34b+ 36g+ 37g+!
DRAResourceClaimDeviceStatus 32a- 34b+ 37g+!
DRAResourceClaimGranularStatusAuthorization 36b+
DRAResourcePoolStatus 36a-
DRASchedulerFilterTimeout 34b+
DRAWorkloadResourceClaims 36a- 37b-
DaemonSetUpdateSurge 24b+ 25g+! 27x
DeclarativeValidation 34b+ 36g+!
DeclarativeValidationBeta 36b+
DeclarativeValidationTakeover 34b- 36d- 37d-!
DefaultHostNetworkHostPortsInPodTemplates 28d- 31x
DefaultPodSysctls 37a-
DefaultPodTopologySpread 24g+! 26x
DelegateFSGroupToCSIDriver 24b+ 26g+! 28x
DeploymentReplicaSetTerminatingReplicas 34a- 35b+
DetectCacheInconsistency 34b+
DevicePluginCDIDevices 28a- 29b+ 31g+! 34x
DevicePlugins 24b+ 26g+! 28x
DisableAcceleratorUsageMetrics 24b+ 25g+! 28x
DisableAllocatorDualWrite 31a- 34g+ 35g+!
DisableCPUQuotaWithExclusiveCPUs 34b+ 36d+ 37d+!
DisableCloudProviders 24a- 29b+ 31g+! 34x
DisableKubeletCloudCredentialProviders 24a- 29b+ 31g+! 34x
DisableNodeKubeProxyVersion 29a- 31d- 34d+ 36d+!
DownwardAPIHugePages 24b+ 27g+! 29x
DryRun 24g+ 26g+! 28x
DynamicKubeletConfig 24d- 26x
DynamicResourceAllocation 26a- 32b- 34g+ 35g+!
EfficientWatchResumption 24g+! 34x
ElasticIndexedJob 27b+ 31g+! 34x
EmptyDirVolumeMode 37a-
EndpointSlice 24g+! 25x
EndpointSliceNodeName 24g+! 25x
EndpointSliceProxying 24g+! 25x
EndpointSliceTerminatingCondition 24b+ 26g+! 28x
EnvFiles 34a- 35b+
EphemeralContainers 24b+ 25g+! 27x
EtcdRangeStream 37b+
EventedPLEG 26a-
EvictionRequestAPI 37a-
ExcludeAdmissionWebhookVirtualResources 37b+
ExecProbeTimeout 24g+ 35g+!
ExpandCSIVolumes 24g+ 27x
ExpandInUsePersistentVolumes 24g+ 27x
ExpandPersistentVolumes 24g+ 27x
ExpandedDNSConfig 24a- 26b+ 28g+! 30x
ExperimentalHostUserNamespaceDefaulting 24b- 28d-! 30x
ExtendWebSocketsToKubelet 36b+
ExternalServiceAccountTokenSigner 32a- 34b+ 36g+!
GRPCContainerProbe 24b+ 27g+! 29x
GRPCContainerProbeTLS 37a-
GangScheduling 35a- 37x
GenericEphemeralVolume 24g+! 25x
GenericWorkload 35a- 37b-
GitRepoVolumeDriver 34d- 36d-!
GracefulNodeShutdown 24b+
GracefulNodeShutdownBasedOnPodPriority 24b+
H2CContainerProbe 37a-
HPAConfigurableTolerance 34a- 35b+ 37g+!
HPAContainerMetrics 24a- 27b+ 30g+! 32x
HPAGeneration 37b+
HPAOptimizedSelectorStore 37b+
HPAScaleToZero 24a- 37b+
HonorPVReclaimPolicy 24a- 31b+ 34g+! 36x
HostnameOverride 34a- 35b+ 37g+!
HugepageAwareEviction 37b+
IPTablesOwnershipCleanup 25a- 27b+ 28g+! 30x
IPv6DualStack 24g+! 25x
IdentifyPodOS 24b+ 25g+! 27x
ImageMaximumGCAge 29a- 30b+ 35g+!
ImageVolume 31a- 34b- 35b+ 36g+!
ImageVolumeWithDigest 36a-
InOrderInformers 34b+ 36g+!
InOrderInformersBatchProcess 35b+
InPlacePodLevelResourcesVerticalScaling 35a- 36b+
InPlacePodVerticalScaling 27a- 34b+ 35g+!
InPlacePodVerticalScalingAllocatedStatus 32a- 34d- 36x
InPlacePodVerticalScalingExclusiveCPUs 32a-
InPlacePodVerticalScalingExclusiveMemory 34a-
InPlacePodVerticalScalingInitContainers 36b+ 37g+!
InPlacePodVerticalScalingMemoryBackedVolumes 37a-
InPlacePodVerticalScalingSchedulerPreemption 37a-
InTreePluginAWSUnregister 24a- 31x
InTreePluginAzureDiskUnregister 24a- 31x
InTreePluginAzureFileUnregister 24a- 31x
InTreePluginGCEUnregister 24a- 31x
InTreePluginOpenStackUnregister 24a- 31x
InTreePluginPortworxUnregister 24a- 36x
InTreePluginRBDUnregister 24a- 28d- 31x
InTreePluginvSphereUnregister 24a- 31x
IndexedJob 24g+! 26x
InformerResourceVersion 30a- 35g+
IngressClassNamespacedParams 24g+! 25x
InterPodAffinityHostnameFastPath 37a-
JobBackoffLimitPerIndex 28a- 29b+ 34g+! 37x
JobManagedBy 30a- 32b+ 35g+!
JobMutableNodeSchedulingDirectives 24b+ 27g+! 29x
JobPodFailurePolicy 25a- 26b+ 31g+! 34x
JobPodReplacementPolicy 28a- 29b+ 34g+! 37x
JobReadyPods 24b+ 29g+! 31x
JobSuccessPolicy 30a- 31b+ 34g+! 37x
JobTrackingWithFinalizers 24b- 25b+ 26g+! 29x
KMSv1 28d+ 29d-
KMSv2 25a- 27b+ 29g+! 32x
KMSv2KDF 28b- 29g+! 32x
KubeProxyDrainingTerminatingNodes 28a- 30b+ 31g+! 34x
KubeProxyIPVS 37d+
KubeProxyNFTablesLocalhostNodePorts 37a-
KubeletAllocatedPodsEndpoint 37a-
KubeletCgroupDriverFromCRI 28a- 31b+ 34g+!
KubeletCrashLoopBackOffMax 32a- 35b+
KubeletCredentialProviders 24b+ 26g+! 28x
KubeletEnsureSecretPulledImages 34a- 35b+
KubeletFineGrainedAuthz 32a- 34b+ 36g+!
KubeletInUserNamespace 24a- 37b+
KubeletPSI 34b+ 36g+!
KubeletPodResources 24b+ 28g+! 30x
KubeletPodResourcesDynamicResources 27a- 34b+ 36g+!
KubeletPodResourcesGet 27a- 34b+ 36g+!
KubeletPodResourcesGetAllocatable 24b+ 28g+! 30x
KubeletPodResourcesListUseActivePods 34d+
KubeletRegistrationGetOnExistsOnly 32d-
KubeletSeparateDiskGC 29a- 31b+
KubeletServiceAccountTokenForCredentialProviders 34b+
KubeletTracing 25a- 27b+ 34g+!
LegacyServiceAccountTokenCleanUp 28a- 29b+ 30g+! 32x
LegacyServiceAccountTokenNoAutoGeneration 24b+ 26g+ 27g+! 29x
LegacyServiceAccountTokenTracking 26a- 27b+ 28g+! 30x
ListFromCacheSnapshot 34b+
LoadBalancerIPMode 29a- 30b+ 32g+! 35x
LocalStorageCapacityIsolation 24b+ 25g+! 27x
LocalStorageCapacityIsolationFSQuotaMonitoring 24a- 31b-
LogarithmicScaleDown 24b+ 31g+! 37x
LoggingAlphaOptions 25a-
LoggingBetaOptions 25b+
ManifestBasedAdmissionControlConfig 36a- 37b+
MatchLabelKeysInPodAffinity 29a- 31b+ 34g+!
MatchLabelKeysInPodTopologySpread 25a- 27b+
MatchLabelKeysInPodTopologySpreadSelectorMerge 34b+
MaxUnavailableStatefulSet 24a- 35b- 37b+
MemoryManager 24b+ 32g+! 36x
MemoryQoS 24a- 37b+
MinDomainsInPodTopologySpread 24a- 25b- 27b+ 30g+! 32x
MinimizeIPTablesRestore 26a- 27b+ 28g+! 30x
MixedProtocolLBService 24b+ 26g+! 28x
MultiCIDRRangeAllocator 25a- 29x
MultiCIDRServiceAllocator 27a- 31b- 34g+!
MutableCSINodeAllocatableCount 34b- 35b+ 36g+!
MutablePVNodeAffinity 35a-
MutablePodResourcesForSuspendedJobs 35a- 36b+
MutableSchedulingDirectivesForSuspendedJobs 35a- 36b+
MutatingAdmissionPolicy 30a- 34b- 36g+
NFTablesNetlink 37b+
NFTablesProxyMode 29a- 31b+ 34g+!
NativeHistograms 36a- 37b+
NetworkPolicyEndPort 24b+ 25g+! 27x
NetworkPolicyStatus 24a- 28x
NewVolumeManagerReconstruction 27b- 28b+ 30g+! 32x
NodeControllerLeaseCircuitBreaker 37b+
NodeDeclaredFeatures 35a- 36b+ 37g+!
NodeInclusionPolicyInPodTopologySpread 25a- 26b+ 34g+!
NodeLifecycleConditions 37a-
NodeLogQuery 27a- 30b- 36g+!
NodeOutOfServiceVolumeDetach 24a- 26b+ 28g+! 32x
NodeSwap 24a- 28b- 30b+ 34g+!
NominatedNodeNameForExpectation 34a- 35b+
NonPreemptingPriority 24g+! 26x
OpenAPIEnums 24b+
OpenAPIV3 24b+ 27g+! 29x
OpportunisticBatching 35b+
OrderedNamespaceDeletion 30b- 34g+! 37x
PDBUnhealthyPodEvictionPolicy 26a- 27b+ 31g+! 34x
PLEGOnDemandRelist 36b+ 37g+!
PersistentVolumeClaimUnusedSinceTime 36a- 37b+
PersistentVolumeLastPhaseTransitionTime 28a- 29b+ 31g+! 34x
PodAffinityNamespaceSelector 24g+! 26x
PodAndContainerStatsFromCRI 24a- 37b-
PodCertificateRequest 34a- 35b- 37g+
PodDeletionCost 24b+
PodDisruptionBudget 24g+! 25x
PodDisruptionConditions 25a- 26b+ 31g+! 34x
PodGroupPreemptionPolicy 37a-
PodHasNetworkCondition 25a- 28x
PodHostIPs 28a- 29b+ 30g+! 32x
PodIndexLabel 28b+ 32g+! 35x
PodLevelResourceManagers 36a- 37b-
PodLevelResources 32a- 34b+
PodLevelResourcesFixDefaulting 37b+
PodLevelResourcesFixKubeletQOSClass 37b+
PodLifecycleSleepAction 29a- 30b+ 34g+! 37x
PodLifecycleSleepActionAllowZero 32a- 34g+! 37x
PodLogsQuerySplitStreams 32a-
PodObservedGenerationTracking 34b+ 35g+!
PodOverhead 24g+! 26x
PodReadyToStartContainersCondition 28a- 29b+ 37g+!
PodSchedulingReadiness 26a- 27b+ 30g+!
PodSecurity 24b+ 25g+! 28x
PodTopologyLabelsAdmission 34a- 35b+
PodsAPI 36a- 37b+
PortForwardWebsockets 30a- 31b+
PreferNominatedNode 24g+! 26x
PreferSameTrafficDistribution 34b+ 35g+!
PreventStaticPodAPIReferences 34b+ 37x
ProbeHostPodSecurityStandards 34g+! 35x
ProbeTerminationGracePeriod 24b- 25b+ 28g+! 29x
ProcMountType 24a- 31b- 34b+ 36g+!
ProxyTerminatingEndpoints 24a- 26b+ 28g+! 30x
QOSReserved 24a-
ReadWriteOncePod 24a- 27b+ 29g+! 31x
RecoverVolumeExpansionFailure 24a- 32b+ 34g+!
RecursiveReadOnlyMounts 30a- 31b+ 34g+!
ReduceDefaultCrashLoopBackOffDecay 34a-
RelaxedDNSSearchValidation 32a- 34g+! 37x
RelaxedEnvironmentVariableValidation 30a- 32b+ 34g+!
RelaxedServiceNameValidation 34a- 36b+ 37g+!
ReloadKubeletClientCAFile 36b+
ReloadKubeletServerCertificateFile 31b+
RemainingItemCount 24b+ 29g+! 34x
RemoteRequestHeaderUID 32a- 34b+
RemoveSelfLink 24g+! 30x
ResilientWatchCacheInitialization 31b+ 34g+! 37x
ResourceHealthStatus 31a- 36b+
ResourceHealthStatusMessage 36b+
RestartAllContainersOnContainerExits 35a- 36b+
RetroactiveDefaultStorageClass 25a- 26b+ 28g+! 29x
RetryGenerateName 30a- 31b+ 32g+! 37x
RotateKubeletServerCertificate 24b+
RuntimeClassInImageCriApi 29a-
SELinuxChangePolicy 32a- 34b+ 36g+!
SELinuxMount 30a- 34b- 37g+
SELinuxMountReadWriteOncePod 25a- 27b- 28b+ 36g+!
SchedulerAsyncAPICalls 34b-
SchedulerAsyncPreemption 32a- 34b+
SchedulerPopFromBackoffQ 34b+
SchedulerPreQueueingHints 37a-
SchedulerQueueingHints 28b- 32b+ 34g+! 37x
SeccompDefault 24a- 25b+ 27g+! 29x
SecurityContextDeny 27a- 30x
SelectorIndex 24g+! 25x
SeparateCacheWatchRPC 28b+ 34d- 36d-!
SeparateTaintEvictionController 29b+ 34g+!
ServerSideApply 24g+ 26g+! 32x
ServerSideFieldValidation 24a- 25b+ 27g+! 32x
ServiceAccountNodeAudienceRestriction 32b- 34b+
ServiceAccountTokenJTI 29a- 30b+ 32g+!
ServiceAccountTokenNodeBinding 29a- 31b+ 34g+!
ServiceAccountTokenNodeBindingValidation 29a- 30b+ 32g+!
ServiceAccountTokenPodNodeInfo 29a- 30b+ 32g+!
ServiceCIDRStatusFieldWiping 36d+
ServiceIPStaticSubrange 24a- 25b+ 26g+! 28x
ServiceInternalTrafficPolicy 24b+ 26g+! 28x
ServiceLBNodePortControl 24g+! 26x
ServiceLoadBalancerClass 24g+! 26x
ServiceNodePortStaticSubrange 27a- 28b+ 29g+! 31x
ServiceTrafficDistribution 30a- 31b+ 34g+! 36x
ShardedListAndWatch 36a-
SidecarContainers 28a- 29b+ 34g+! 37x
SizeBasedListCostEstimate 34b+
SizeMemoryBackedVolumes 24b+ 32g+! 35x
SkipReadOnlyValidationGCE 28a- 29d+ 31x
StableLoadBalancerNodeSet 27b+ 30g+! 32x
StaleControllerConsistencyDaemonSet 36b+
StaleControllerConsistencyHPA 37b+
StaleControllerConsistencyJob 36b+
StaleControllerConsistencyReplicaSet 36b+
StaleControllerConsistencyStatefulSet 36b+
StatefulSetAutoDeletePVC 24a- 27b+ 32g+! 35x
StatefulSetMinReadySeconds 24b+ 25g+! 27x
StatefulSetRecreateStrategy 37a-
StatefulSetSemanticRevisionComparison 34b+
StatefulSetStartOrdinal 26a- 27b+ 31g+! 34x
StorageCapacityScoring 34a- 37b+
StorageNamespaceIndex 30b+ 34d+
StorageObjectInUseProtection 24g+! 25x
StorageVersionAPI 24a-
StorageVersionHash 24b+
StorageVersionMigrator 30a- 35b- 37g+
StreamingCollectionEncodingToJSON 34g+! 37x
StreamingCollectionEncodingToProtobuf 34g+! 37x
StrictCostEnforcementForVAP 30b- 32g+! 35x
StrictCostEnforcementForWebhooks 30b- 32g+! 35x
StrictIPCIDRValidation 34a- 36b+
StructuredAuthenticationConfiguration 29a- 30b+ 34g+! 37x
StructuredAuthenticationConfigurationEgressSelector 34b+
StructuredAuthenticationConfigurationJWKSMetrics 35b+
StructuredAuthorizationConfiguration 29a- 30b+ 32g+! 36x
SupplementalGroupsPolicy 31a- 34b+ 35g+!
SuspendJob 24g+! 26x
SystemdWatchdog 32b+ 35g+!
TTLAfterFinished 24g+! 25x
TaintTolerationComparisonOperators 35a-
TokenRequestServiceAccountUIDValidation 34b+
TopologyAwareHints 24b+ 34g+! 36x
TopologyAwareWorkloadScheduling 36a-
TopologyManager 24b+ 27g+! 29x
TopologyManagerPolicyAlphaOptions 26a-
TopologyManagerPolicyBetaOptions 26b- 28b+
TopologyManagerPolicyOptions 26a- 28b+ 32g+ 36g+!
TranslateStreamCloseWebsocketRequests 29a- 30b+
UnauthenticatedHTTP2DOSMitigation 25b- 29b+
UnknownVersionInteroperabilityProxy 28a- 36b+
UnlockWhileProcessingFIFO 36b+
UserNamespacesHostNetworkSupport 35a-
UserNamespacesPodSecurityStandards 29a- 35x
UserNamespacesStatelessPodsSupport 25a- 28x
UserNamespacesSupport 28a- 30b- 34b+ 36g+!
ValidatingAdmissionPolicy 26a- 28b- 30g+! 32x
VolumeAttributesClass 29a- 31b- 34g+ 36g+!
VolumeBindMountOptions 37a-
VolumeCapacityPriority 24a- 34x
VolumeLimitScaling 35a- 37b+
VolumeSubpath 24g+! 25x
WatchBookmark 24g+! 34x
WatchCacheInitializationPostStartHook 31b- 36b+ 37g+!
WatchFromStorageWithoutResourceVersion 27b- 34d-! 36x
WatchList 27a- 32b+
WatchListClient 30b- 35b+
WatchListCompression 37b+
WebhookRoundTripLoadBalancing 37b+
WinDSR 24a- 34g+!
WinOverlay 24b+ 34g+!
WindowsCPUAndMemoryAffinity 32a-
WindowsEndpointSliceProxying 24g+! 25x
WindowsGracefulNodeShutdown 32a- 34b+
WindowsHostNetwork 26a+ 34d-
WindowsHostProcessContainers 24b+ 26g+! 28x
WorkloadAwarePreemption 36a- 37x
WorkloadWithJob 36a-
ZeroLimitedNominalConcurrencyShares 29b- 30g+! 32x
"""

_ALL = {"a": "AllAlpha", "b": "AllBeta"}


class Gate(NamedTuple):
    """A feature gate in one release."""

    stage: str
    default: bool
    locked: bool


def gate(name: str, minor: int) -> Gate | None:
    """Return a gate as a release has it, None if it does not know it."""
    at = _ROWS.find(f"\n{name} ")
    if at < 0:
        return None
    row = _ROWS[at + 1 : _ROWS.index("\n", at + 1)].split()
    found = ""
    for step in row[1:]:
        if int(step[:2]) <= minor:
            found = step[2:]
    if found in ("", "x"):
        return None
    return Gate(found[0], found[1] == "+", found.endswith("!"))


def enabled(name: str, minor: int, gates: Mapping[str, Json]) -> bool:
    """Say whether a feature is on in a release, given the gates that are set."""
    found = gate(name, minor)
    if found is None:
        return False
    if isinstance(gates.get(name), bool):
        return gates[name] is True
    every = gates.get(_ALL.get(found.stage, ""))
    if isinstance(every, bool) and not found.locked:
        return every
    return found.default


def refused(name: str, value: Json, minor: int) -> str:
    """Say why a release exits over a gate that is set; empty if it does not."""
    found = gate(name, minor)
    if found is None:
        return f"unrecognized feature gate: {name}"
    if found.locked and value != found.default:
        said, kept = str(value).lower(), str(found.default).lower()
        return f"cannot set feature gate {name} to {said}, feature is locked to {kept}"
    return ""
